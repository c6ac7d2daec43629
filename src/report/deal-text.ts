import type {ReviewedDeal, ReviewedFinding, ReviewSummary} from '../domain/review/analysis.js'
import type {DealInPipeline} from '../domain/review/deal-in-pipeline.js'
import {charge} from '../domain/score/charge.js'
import type {DealWeight} from '../domain/score/deal-weight.js'
import {riskLimits} from '../domain/score/health-score.js'
import {defaultScoring} from '../domain/score/scoring.js'
import {count, counted, dealAmount, decimalText, fullAmount, percentText} from './amounts.js'
import {dateText, withDates} from './dates.js'
import {displayWidth, padText, terminalText, wrapText} from './escape.js'
import {asOfText, dealWaiverTexts} from './headline.js'
import type {Locale} from './intl-text.js'
import type {ReportInput} from './report-input.js'
import {shownLosses} from './shown-losses.js'

/** One deal of a review: what it lost and by what, since when and what to do, its health, and why it weighs what it weighs. */
export function* dealText(input: ReportInput, {deal, place, weight}: DealInPipeline): Iterable<string> {
  const {analysis, paint, locale, width} = input
  const {summary} = analysis
  yield `${paint.bold(terminalText(deal.name ?? deal.id))}  ${paint.dim(terminalText(deal.id))}\n`
  for (const line of aboutLines(deal, locale)) yield `${line}\n`
  const run = input.run ? `  run ${input.run.id.slice(0, 8)}` : ''
  yield `${paint.dim(`${terminalText(input.title)}  as of ${asOfText(summary, locale)}${run}`)}\n\n`
  const losses = shownLosses(analysis, locale)
  const {total, parts} = losses.of(deal, place)
  const sentences = [lossText(deal, weight, {summary, total, decimals: losses.decimals, locale})]
  for (const line of wrapped(sentences, width)) yield `${line}\n`
  yield* findingLines(deal, {...input, parts})
  const closing = [
    ...dealWaiverTexts(summary, deal, locale),
    healthText(deal, summary, locale),
    weightText(weight, summary, locale),
    ...unchangedTexts(deal, locale),
  ]
  for (const line of wrapped(closing, width)) yield `${line}\n`
}

function wrapped(texts: readonly string[], width: number): string[] {
  return texts.flatMap(text => wrapText(terminalText(text), width, {first: '', next: '  '}))
}

function aboutLines(deal: ReviewedDeal, locale: Locale): string[] {
  const {stage, forecastCategory, owner, account, closeDate, url} = deal
  const closes = closeDate === null ? null : `closes ${dateText(closeDate, locale)}`
  const parts = [dealAmount(deal, locale), stage, forecastCategory, closes, owner, account]
  const about = parts.filter(part => part !== null).join(', ')
  return [about, ...(url === null ? [] : [url])].map(terminalText)
}

/** `Lost 17.1 of the 41.0 points that the score is short of 100: 34.2 % of the 50 that its health is short of`. */
function lossText(
  {pointsLost, health}: ReviewedDeal,
  {weight}: DealWeight,
  {
    summary,
    total,
    decimals,
    locale,
  }: {summary: ReviewSummary; total: string; decimals: number; locale: Locale},
): string {
  if (summary.score === null) return 'Lost no points: no check could run'
  if (pointsLost === 0) return 'Lost no points'
  const all = decimalText(100 - summary.score, decimals, locale)
  return `Lost ${total} of the ${all} points that the score is short of 100: ${percent(weight, locale)} of the ${tenths(100 - health, locale)} that its health is short of`
}

function* findingLines(
  {findings}: ReviewedDeal,
  {parts, analysis, paint, width, locale}: ReportInput & {parts: readonly string[]},
): Iterable<string> {
  const fixes = new Map(analysis.summary.rules.map(({ruleId, fix}) => [ruleId, fix]))
  const partWidth = Math.max(0, ...parts.map(displayWidth))
  for (const [index, finding] of findings.entries()) {
    const first = `  ${padText(parts[index]!, partWidth, 'right')}  ${finding.severity.padEnd(8)}  `
    const next = ' '.repeat(displayWidth(first))
    yield `${wrapText(terminalText(withDates(finding.message, locale)), width, {first, next}).join('\n')}\n`
    yield `${paint.dim(wrapText(terminalText(sinceText(finding, locale)), width, {first: next, next}).join('\n'))}\n`
    const fix = wrapText(terminalText(fixes.get(finding.ruleId) ?? ''), width, {
      first: `${next}→ `,
      next: `${next}  `,
    })
    yield `${paint.cyan(fix.join('\n'))}\n`
  }
}

function sinceText({ruleId, since, reviews, isNew}: ReviewedFinding, locale: Locale): string {
  const standing =
    reviews === 1 ? 'found for the first time' : `in ${count(reviews, locale)} reviews in a row`
  return `${ruleId}, since ${dateText(since, locale)}, ${standing}${isNew ? ', new' : ''}`
}

/** `Health 50 of 100: its findings take 50 (critical 40, medium 10); high risk: a critical finding`. */
function healthText(
  {health, findings, risk}: ReviewedDeal,
  {scoring = defaultScoring}: ReviewSummary,
  locale: Locale,
): string {
  const charges: number[] = []
  const taken = charge(findings, scoring, charges)
  const points = findings.map(({severity}, place) => `${severity} ${count(charges[place]!, locale)}`)
  const cap = taken > 100 ? ', of which 100 count' : ''
  const why = taken === 0 ? '' : `: its findings take ${count(taken, locale)}${cap} (${points.join(', ')})`
  return `Health ${tenths(health, locale)} of 100${why}; ${riskText({findings, risk})}`
}

function riskText({findings, risk}: Pick<ReviewedDeal, 'findings' | 'risk'>): string {
  const isCritical = findings.some(({severity}) => severity === 'critical')
  const reasons = {
    high: isCritical ? ': a critical finding' : `: health under ${riskLimits.high}`,
    medium: `: health under ${riskLimits.medium}`,
    low: '',
    none: '',
  }
  return `${risk === 'none' ? 'no' : risk} risk${reasons[risk]}`
}

/** `Weighs 34.2 % of the pipeline: half of 43.5 % of the amount (100,000) and half of 25.0 % of the deals (1 of 4)`. */
function weightText(
  {weight, byAmount, byCount, amount, basis}: DealWeight,
  {dealsAnalyzed}: ReviewSummary,
  locale: Locale,
): string {
  const share = `Weighs ${percent(weight, locale)} of the pipeline`
  const deals = `${percent(byCount, locale)} of the deals (1 of ${count(dealsAnalyzed, locale)})`
  if (amount === null) return `${share}: ${deals}, as no deal has an amount`
  const from = {
    own: '',
    'last-known': ', its last known one',
    median: ', the median, as it has none',
    none: '',
  }
  return `${share}: half of ${percent(byAmount, locale)} of the amount (${fullAmount(amount, locale)}${from[basis]}) and half of ${deals}`
}

function unchangedTexts({unchangedReviews, unchangedSince}: ReviewedDeal, locale: Locale): string[] {
  if (unchangedReviews === 0) return []
  return [
    `Stage, close date and amount unchanged since ${dateText(unchangedSince, locale)} (${counted(unchangedReviews, 'review', locale)})`,
  ]
}

/** Two digits at least: one deal of thousands weighs 0.012 %. */
function percent(share: number, locale: Locale): string {
  const value = share * 100
  const decimals = value >= 1 || value <= 0 ? 1 : Math.min(6, 1 + Math.ceil(-Math.log10(value)))
  return percentText(share, decimals, locale)
}

function tenths(value: number, locale: Locale): string {
  return count(Math.round(value * 10) / 10, locale)
}
