import {kindIn} from '../domain/crm-connection.js'
import type {RunTrends} from '../domain/ports/store.js'
import type {Changes, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {coverageBelowTarget, coverageText} from '../domain/rules/coverage-below-target.js'
import {severities} from '../domain/rules/severity.js'
import {compactAmount, count, counted} from './amounts.js'
import {comparedText} from './changes-text.js'
import {dateText, dayText, wallTimeText, withDates} from './dates.js'
import {capital} from './escape.js'
import type {Locale} from './intl-text.js'
import {missingFieldHints} from './missing-field-hints.js'
import type {ReportInput} from './report-input.js'
import {pointsText, shownScore, shownWhole} from './shown-numbers.js'
import {sparkBreak, sparkline} from './sparkline.js'

// What every readable format says first, in the same words.

/** `65 yellow`, or `no score`. */
export function scoreText(
  {score, band}: Pick<ReviewSummary, 'score' | 'band'>,
  locale: Locale,
  decimals = 0,
): string {
  return score === null || band === null ? 'no score' : `${shownScore(score, locale, decimals)} ${band}`
}

/**
 * `scored again under strict: 61 yellow, was 74 yellow under recommended`, with a decimal where whole numbers do not tell
 * the two apart; null for a report as it is stored.
 */
export function scoredAgainText({
  analysis: {summary},
  stored,
  locale,
}: Pick<ReportInput, 'analysis' | 'stored' | 'locale'>): string | null {
  if (!stored) return null
  const shown = (decimals: number) => [
    scoreText(summary, locale, decimals),
    scoreText(stored, locale, decimals),
  ]
  const [whole, tenths] = [shown(0), shown(1)]
  const [now, was] = whole[0] === whole[1] && tenths[0] !== tenths[1] ? tenths : whole
  return `scored again under ${rulesText(summary)}: ${now}, was ${was} under ${rulesText(stored)}`
}

/** A preset, or the name of a rule file without its folder. */
function rulesText({rulesetName}: Pick<ReviewSummary, 'rulesetName'>): string {
  return rulesetName.split(/[\\/]/).at(-1) || rulesetName
}

/** `up 5.2 since 2026-11-16`, by which checks where not by all, or why the two scores cannot be compared; null for a first review. */
export function sinceText(summary: ReviewSummary, locale: Locale): string | null {
  if (!summary.changes) return null
  const {scoreDelta, notComparable, since} = summary.changes
  const when = lastReviewText(summary, summary.changes, locale)
  if (scoreDelta !== null)
    return comparedText(scoreDelta, {before: since.score, now: summary.score}, {since: when, locale})
  return `not comparable with ${when}: ${notComparable ?? 'one of the two has no score'}`
}

/** The day of the review before; with its time where both reviews are of one day. */
export function lastReviewText({asOf, timezone}: ReviewSummary, {since}: Changes, locale: Locale): string {
  return dayText(since.asOf, {other: asOf, timeZone: timezone}, locale)
}

/** `2026-11-16 12:00 America/New_York`: the zone whose dates the deals were judged by. */
export function asOfText({asOf, timezone}: ReviewSummary, locale: Locale): string {
  return `${wallTimeText(asOf, timezone, locale)} ${timezone}`
}

/** `185 open deals, 8.2M; 302 findings, 76 at high risk`; no sum where no deal has an amount; why there is no score. */
export function sizeText(summary: ReviewSummary, locale: Locale): string {
  const {dealsAnalyzed, totals, rules, checks, score, issuesFound, highRiskDeals} = summary
  if (dealsAnalyzed === 0) return 'no open deals in scope: there is nothing to score'
  const mixed = totals.currencies ? ` (${currenciesText(totals.currencies, locale)} added as they stand)` : ''
  const amount = totals.amount === 0 ? '' : `, ${compactAmount(totals.amount, locale)}${mixed}`
  const deals = `${counted(dealsAnalyzed, 'open deal', locale)}${amount}`
  if (rules.length === 0) return `${deals}; no rule is on: there is nothing to score`
  if (checks.evaluated === 0) return `${deals}; no check could run: there is nothing to score`
  if (score === null) {
    const ran = `only ${counted(checks.evaluated, 'rule', locale)} about the pipeline as a whole`
    return `${deals}; no rule about single deals could run, ${ran}: there is nothing to score`
  }
  return `${deals}; ${counted(issuesFound, 'finding', locale)}, ${count(highRiskDeals, locale)} at high risk`
}

const currenciesShown = 3

/** `EUR and USD`, `CHF, EUR, GBP and 2 more currencies`. */
function currenciesText(currencies: readonly string[], locale: Locale): string {
  const more = currencies.length - currenciesShown
  if (more > 1)
    return `${currencies.slice(0, currenciesShown).join(', ')} and ${count(more, locale)} more currencies`
  return `${currencies.slice(0, -1).join(', ')} and ${currencies.at(-1)}`
}

/** `amounts in EUR and USD are added as they stand`, beside every sum of them; null where all are of one currency. */
export function mixedText(
  {totals: {currencies}}: Pick<ReviewSummary, 'totals'>,
  locale: Locale,
): string | null {
  return currencies ? `amounts in ${currenciesText(currencies, locale)} are added as they stand` : null
}

/** `low confidence: only 4 of 14 checks ran`; null where the score can be trusted, or is none. */
export function confidenceText(summary: ReviewSummary, locale: Locale): string | null {
  if (!summary.isLowConfidence || summary.score === null) return null
  return `low confidence: only ${checksText(summary, locale)}`
}

/** `14 of 16 checks ran`. */
export function checksText({checks: {evaluated, skipped}}: ReviewSummary, locale: Locale): string {
  return `${count(evaluated, locale)} of ${count(evaluated + skipped, locale)} checks ran`
}

/**
 * `skipped No contact: the source has no contactCount`, and what gives the fields that are missing. That there are no deals at all is
 * said once, and not by every rule.
 */
export function skippedTexts({rules, source, dealsAnalyzed}: ReviewSummary): string[] {
  const skipped = rules.filter(
    ({skippedReason}) => skippedReason !== null && (skippedReason !== 'no-deals' || dealsAnalyzed > 0),
  )
  const texts = skipped.map(rule => `skipped ${rule.title}: ${rule.skippedDetail ?? rule.skippedReason}`)
  return [...texts, ...missingFieldHints(skipped, kindIn(source.label))]
}

/**
 * `Coverage below target (high): open pipeline of this quarter covers ...`, the worst first, behind coverage that is as it should be;
 * with what each cost, where such findings cost points.
 */
export function portfolioTexts({portfolio, rules, coverage}: ReviewSummary, locale: Locale): string[] {
  const titles = new Map(rules.map(({ruleId, title}) => [ruleId, title]))
  const isTold = coverage === undefined || portfolio.some(({ruleId}) => ruleId === coverageBelowTarget.id)
  const sorted = [...portfolio].sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )
  const {points, decimals} = shownWhole({portfolio, rules})
  const found = sorted.map(finding => {
    const {ruleId, severity, message, pointsLost} = finding
    const shown = points[portfolio.indexOf(finding)]!
    const cost =
      pointsLost === undefined ? '' : `, ${pointsText(shown, pointsLost, {decimals, locale})} points`
    return `${titles.get(ruleId) ?? ruleId} (${severity}${cost}): ${withDates(message, locale)}`
  })
  return isTold ? found : [`Coverage: ${coverageText(coverage)}`, ...found]
}

/** Of waivers, and of overrides. */
const mostShown = 5

const waiverWords = {used: 'waived', expired: 'waiver expired', unused: 'waiver unused'}

/** What was waived, and waivers that do nothing any more. */
function waiverTexts({waivers}: ReviewSummary, locale: Locale): string[] {
  const texts = waivers.map(
    ({ruleId, dealId, until, reason, status}) =>
      `${waiverWords[status]}: ${ruleId} of ${dealId} until ${dateText(until, locale)} (${reason})`,
  )
  const more = texts.length - mostShown
  return more > 1 ? [...texts.slice(0, mostShown), `and ${count(more, locale)} more waivers`] : texts
}

/** Overrides that do nothing: of a pipeline that was renamed, say. */
function overrideTexts({overrides = [], dealsAnalyzed}: ReviewSummary, locale: Locale): string[] {
  const unused = dealsAnalyzed === 0 ? [] : overrides.filter(({deals}) => deals === 0)
  const texts = unused.map(({when}) => `override unused: no open deal has ${when}`)
  const more = texts.length - mostShown
  return more > 1 ? [...texts.slice(0, mostShown), `and ${count(more, locale)} more overrides`] : texts
}

/** Those of one deal: `Waived: close-date-past until 2027-01-31 (legal review)`. */
export function dealWaiverTexts(
  {waivers}: ReviewSummary,
  {id}: Pick<ReviewedDeal, 'id'>,
  locale: Locale,
): string[] {
  return waivers
    .filter(({dealId}) => dealId === id)
    .map(({ruleId, until, reason, status}) =>
      capital(`${waiverWords[status]}: ${ruleId} until ${dateText(until, locale)} (${reason})`),
    )
}

/** Below this many runs a line shows nothing that `since` has not said. */
const leastRuns = 3

/** `▂▃|▅▇ over 4 reviews (| rules changed)`, by score; null where there are too few. */
export function trendText(trends: RunTrends, locale: Locale): string | null {
  if (trends.length < leastRuns) return null
  const scores = trends.map(({healthScore, isUnderOtherRules}) => ({
    value: healthScore,
    isBreak: isUnderOtherRules,
  }))
  const legend = trends.some(run => run.isUnderOtherRules) ? ` (${sparkBreak} rules changed)` : ''
  return `${sparkline(scores, {least: 0, most: 100})} over ${count(trends.length, locale)} reviews${legend}`
}

/** How often a rule was violated, run by run; null where there are too few runs. */
export function ruleTrend(ruleId: string, trends: RunTrends): string | null {
  if (trends.length < leastRuns) return null
  const rates = trends.map(({failureRates, isUnderOtherRules}) => ({
    value: failureRates[ruleId],
    isBreak: isUnderOtherRules,
  }))
  return sparkline(rates, {least: 0, most: Math.max(0.01, ...rates.flatMap(({value}) => value ?? []))})
}

/** `read from file "emea": 326 rows, 2 refused; 179 open deals, 75 won, 72 lost`; after a delta fetch, `326 rows, 12 of them anew`. */
export function sourceText({source, dealsAnalyzed, closedDeals}: ReviewSummary, locale: Locale): string {
  const refused = source.refusedCount > 0 ? `, ${count(source.refusedCount, locale)} refused` : ''
  const anew =
    source.rowsKept === undefined ? '' : `, ${count(source.rowsRead - source.rowsKept, locale)} of them anew`
  const filter = source.filter === undefined ? '' : `, of which only ${source.filter}`
  return (
    `read from ${source.label}: ${counted(source.rowsRead, 'row', locale)}${anew}${refused}${filter}; ` +
    `${counted(dealsAnalyzed, 'open deal', locale)}, ${count(closedDeals.won, locale)} won, ${count(closedDeals.lost, locale)} lost`
  )
}

/** What the score rests on: checks that ran and that did not, waivers, unused overrides, and where the deals came from. */
export function basisTexts(summary: ReviewSummary, locale: Locale): string[] {
  return [
    checksText(summary, locale),
    ...skippedTexts(summary),
    ...waiverTexts(summary, locale),
    ...overrideTexts(summary, locale),
    sourceText(summary, locale),
  ]
}

const refusalsShown = 3

/** What a person should know about the read: warnings of the source, and the first refused rows with their reasons. */
export function sourceNotes({source}: ReviewSummary, locale: Locale): string[] {
  const shown = source.refusals.slice(0, refusalsShown).map(({row, column, value, reason}) => {
    const where = column === null ? '' : `, ${column} "${value}"`
    return `refused row ${row}${where}: ${reason}`
  })
  const more = source.refusedCount - shown.length
  const rest = shown.length > 0 && more > 0 ? [`and ${counted(more, 'more row', locale)} refused`] : []
  return [...shown, ...rest, ...source.warnings]
}
