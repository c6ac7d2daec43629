import type {GroupTotal, ReviewedDeal, ReviewSummary, RuleOutcome} from '../domain/review/analysis.js'
import {bandOf, groupScore} from '../domain/score/health-score.js'
import {roundToSum} from '../domain/score/round-to-sum.js'
import {count, counted, decimalText} from './amounts.js'
import type {Locale} from './intl-text.js'

// Numbers as all formats show them: rounded so that a column, or the reasons of a deal, still add up.

/** A number that never claims a better band than the score has: 79.6 is shown as 79, not as a yellow 80. */
export function shownScore(score: number, locale: Locale, decimals = 0): string {
  const unit = 10 ** decimals
  const rounded = Math.round(score * unit) / unit
  const shown = bandOf(rounded) === bandOf(score) ? rounded : Math.floor(score * unit) / unit
  return decimalText(shown, decimals, locale)
}

/** Decimals that show two digits of `largest`, at least one and at most six: one deal of a million costs 0.00012 points. */
export function pointDecimals(largest: number): number {
  if (largest >= 1 || largest <= 0) return 1
  return Math.min(6, 1 + Math.ceil(-Math.log10(largest)))
}

/** Rounding leaves some 1e-14 of a sum. */
const nothing = 1e-9

/** What `points` are rounded to: `0.8`, `<0.1` for some that are too few to be seen, `0` for none. */
export function pointsText(
  rounded: number,
  points: number,
  {decimals, locale}: {decimals: number; locale: Locale},
): string {
  if (rounded > 0) return decimalText(rounded, decimals, locale)
  return points < nothing ? count(0, locale) : `<${decimalText(10 ** -decimals, decimals, locale)}`
}

/** What each finding about the pipeline as a whole is shown to cost, with as many decimals as the rules have. */
export function shownWhole({portfolio, rules}: Pick<ReviewSummary, 'portfolio' | 'rules'>): {
  points: number[]
  decimals: number
} {
  const points = portfolio.map(({pointsLost = 0}) => pointsLost)
  const decimals = pointDecimals(Math.max(0, ...points, ...rules.map(({pointsLost}) => pointsLost)))
  return {points: roundToSum(points, decimals), decimals}
}

/** The points that the score is short of 100, but for what the pipeline as a whole cost. */
export function lostByDeals({
  score,
  portfolioPointsLost = 0,
}: Pick<ReviewSummary, 'score' | 'portfolioPointsLost'>): number {
  return Math.max(0, 100 - (score ?? 100) - portfolioPointsLost)
}

/** `179 other deals`, the last row of a list of deals; null where they lost nothing. */
export function othersText(
  summary: Pick<ReviewSummary, 'dealsAnalyzed' | 'score' | 'portfolioPointsLost'>,
  shown: readonly ReviewedDeal[],
  locale: Locale,
): string | null {
  const others = summary.dealsAnalyzed - shown.length
  const lost = shown.reduce((sum, {pointsLost}) => sum + pointsLost, 0)
  return others > 0 && lostByDeals(summary) - lost > nothing ? counted(others, 'other deal', locale) : null
}

type FoundRule = {
  rule: RuleOutcome
  points: string
  /** What `points` shows. */
  lost: number
  /** `12 of 40`; a rule about the pipeline as a whole looks at no single deals. */
  deals: string
}

/** Rules with findings, the most expensive first; those about the pipeline as a whole where they cost points. */
export function foundRules(summary: ReviewSummary, locale: Locale): FoundRule[] {
  const {rules, portfolio} = summary
  const isWhole = ({ruleId}: RuleOutcome) => portfolio.some(found => found.ruleId === ruleId)
  const found = rules
    .filter(rule => rule.violated > 0 && (rule.pointsLost > 0 || !isWhole(rule)))
    .sort((a, b) => b.pointsLost - a.pointsLost || b.violated - a.violated)
  const {points, decimals} = roundedRules(found, summary)
  return found.map((rule, index) => ({
    rule,
    points: pointsText(points[index]!, rule.pointsLost, {decimals, locale}),
    lost: points[index]!,
    deals: isWhole(rule) ? 'as a whole' : `${count(rule.violated, locale)} of ${count(rule.checked, locale)}`,
  }))
}

/** Those about the pipeline as a whole cost what is told with their findings; the others are rounded to what is left. */
function roundedRules(
  found: readonly RuleOutcome[],
  summary: ReviewSummary,
): {points: number[]; decimals: number} {
  const whole = shownWhole(summary)
  const ofWhole = new Map<string, number>()
  for (const [index, {ruleId}] of summary.portfolio.entries())
    ofWhole.set(ruleId, (ofWhole.get(ruleId) ?? 0) + whole.points[index]!)
  const lost = found.reduce((sum, {pointsLost}) => sum + pointsLost, 0)
  const ofDeals = found.filter(({ruleId}) => !ofWhole.has(ruleId))
  const left = roundToSum(
    ofDeals.map(({pointsLost}) => pointsLost),
    whole.decimals,
    lost - [...ofWhole.values()].reduce((sum, points) => sum + points, 0),
  )
  const points = found.map(({ruleId}) => ofWhole.get(ruleId) ?? left.shift()!)
  return {points, decimals: whole.decimals}
}

/** `amount` to the cent. */
type GroupRow = {
  name: string
  deals: number
  amount: number
  pointsLost: number
  points: string
  /** What `points` shows. */
  lost: number
  score: string
}

/** What is shown of a number that there is not. */
const noNumber = '–'

/**
 * The `most` groups that lost most points; the others in one last row, so that the columns add up. All are rounded before that: a group
 * has the same numbers in every format.
 */
export function groupRows(totals: readonly GroupTotal[], most: number, locale: Locale): GroupRow[] {
  const sorted = [...totals].sort((a, b) => b.pointsLost - a.pointsLost || b.amount - a.amount)
  const decimals = pointDecimals(sorted[0]?.pointsLost ?? 0)
  const rounded = roundedGroups(sorted, decimals)
  // A row that stands for one group could as well name it.
  const named = sorted.length === most + 1 ? sorted.length : most
  const rows = rounded.slice(0, named)
  const others = rounded.slice(named)
  if (others.length > 0) rows.push(sumOf(others, locale))
  return rows.map(({name, total, amount, shown}) => ({
    name,
    deals: total.deals,
    amount,
    pointsLost: total.pointsLost,
    points: total.score === null ? noNumber : pointsText(shown, total.pointsLost, {decimals, locale}),
    lost: shown,
    score: total.score === null ? noNumber : shownScore(total.score, locale),
  }))
}

/** `shown` points and an amount that add up with those of the other groups. */
type RoundedGroup = {name: string; total: GroupTotal; amount: number; shown: number}

function roundedGroups(totals: readonly GroupTotal[], decimals: number): RoundedGroup[] {
  const points = roundToSum(
    totals.map(({pointsLost}) => pointsLost),
    decimals,
  )
  const amounts = roundToSum(
    totals.map(({amount}) => amount),
    2,
  )
  return totals.map((total, index) => ({
    name: total.key ?? '(none)',
    total,
    amount: amounts[index]!,
    shown: points[index]!,
  }))
}

function sumOf(groups: readonly RoundedGroup[], locale: Locale): RoundedGroup {
  const sum = {key: null, deals: 0, amount: 0, pointsLost: 0, weight: 0}
  const rounded = {amount: 0, shown: 0}
  let isScored = true
  for (const {total, amount, shown} of groups) {
    sum.deals += total.deals
    sum.amount += total.amount
    sum.pointsLost += total.pointsLost
    sum.weight += total.weight
    rounded.amount += amount
    rounded.shown += shown
    isScored &&= total.score !== null
  }
  const name = `(${count(groups.length, locale)} others)`
  return {name, ...rounded, total: {...sum, score: isScored ? groupScore(sum.pointsLost, sum.weight) : null}}
}
