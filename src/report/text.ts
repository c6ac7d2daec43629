import type {Analysis, Changes, GroupTotal, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import type {Step} from '../domain/review/waterfall.js'
import type {Run} from '../domain/run/run.js'
import {type AgeRow, ageRows, hasWonMedian, moreStagesText} from './ages-text.js'
import {compactAmount, count, counted, dealAmount, fullAmount} from './amounts.js'
import {baselineTexts, leftOutText} from './baseline-text.js'
import {changesText, type TextStyle} from './changes-text.js'
import {withDates} from './dates.js'
import {deliveryText} from './delivery-text.js'
import {displayWidth, padText, terminalText, truncateText, wrapText} from './escape.js'
import {completeText, fieldRows} from './fields-text.js'
import {firstOf} from './first-of.js'
import {
  asOfText,
  basisTexts,
  confidenceText,
  lastReviewText,
  mixedText,
  portfolioTexts,
  ruleTrend,
  scoredAgainText,
  scoreText,
  sinceText,
  sizeText,
  sourceNotes,
  trendText,
} from './headline.js'
import type {ReportInput} from './report-input.js'
import {shownLosses} from './shown-losses.js'
import {foundRules, groupRows, othersText} from './shown-numbers.js'
import {quarterText, stepAmount, waterfallRows} from './waterfall-text.js'

const worstShown = 5
const groupsShown = 6
const agesShown = 10
const changedDealsShown = 12
const narrowest = 40
/** Below this the names of rules and groups need all the room. */
const narrow = 60

/** The report for a terminal or a pasted message: what to act on first, what it rests on last. */
export function* textReport(input: ReportInput): Iterable<string> {
  const {run, analysis} = input
  const {summary} = analysis
  const style = {width: Math.max(narrowest, input.width), paint: input.paint, locale: input.locale}
  yield heading(input, style)
  for (const text of baselineTexts(input.baseline, input.locale))
    yield `${indented(terminalText(text), style.width).join('\n')}\n`
  yield worstDeals(analysis, style)
  yield rulesSection(input, style)
  yield portfolioSection(summary, style)
  const {byOwner, byStage, byForecastCategory} = summary.totals
  yield groups('By owner', {totals: byOwner, summary}, style)
  yield groups('By stage', {totals: byStage, summary}, style)
  yield agesSection(summary, style)
  yield groups('By forecast category', {totals: byForecastCategory, summary}, style)
  yield fieldsSection(summary, style)
  yield changesSection(summary, run, style)
  yield checksSection(summary, style)
  yield deliveriesSection(input, style)
}

function deliveriesSection({delivered}: ReportInput, {paint, width}: TextStyle): string {
  if (!delivered) return ''
  const lines = delivered.deliveries.flatMap(one =>
    wrapText(terminalText(deliveryText(one, delivered.now)), width, {first: '  ', next: '    '}),
  )
  return `\n${paint.bold('Delivered')}\n${lines.join('\n')}\n`
}

function heading(input: ReportInput, {paint, locale, width}: TextStyle): string {
  const {title, run, analysis, trends} = input
  const {summary} = analysis
  const {band} = summary
  const when = `as of ${asOfText(summary, locale)}${run ? `  run ${run.id.slice(0, 8)}` : ''}`
  // A long name moves the date to a line of its own and is cut only when it fills one alone.
  const name = truncateText(terminalText(title), width)
  const gap = displayWidth(name) + 2 + displayWidth(when) > width ? '\n' : '  '
  const score =
    band === null ? scoreText(summary, locale) : paint[band](paint.bold(scoreText(summary, locale)))
  const change = sinceText(summary, locale)
  const since = change ? indented(`, ${change}`, width - 17).join('\n') : ''
  const again = scoredAgainText(input)
  const told = again ? `${wrapText(terminalText(again), width, {first: '', next: '  '}).join('\n')}\n` : ''
  const drawn = trendText(trends, locale)
  const trend = drawn ? `${paint.dim(drawn)}\n` : ''
  const doubt = confidenceText(summary, locale)
  const low = doubt ? `${paint.yellow(doubt)}\n` : ''
  const size = wrapText(sizeText(summary, locale), width, {first: '', next: '  '}).join('\n')
  return `${paint.bold(name)}${gap}${paint.dim(when)}\n\nHealth ${score}${since}\n${told}${trend}${low}${size}\n`
}

function indented(text: string, width: number): string[] {
  return wrapText(text, width, {first: '', next: '  '})
}

function worstDeals(analysis: Analysis, style: TextStyle): string {
  const deals = [...firstOf(analysis.deals(), worstShown)].filter(deal => deal.pointsLost > 0)
  if (deals.length === 0) return ''
  const losses = shownLosses(analysis, style.locale)
  const numberWidth = 3 + losses.decimals
  const fixes = new Map(analysis.summary.rules.map(rule => [rule.ruleId, rule.fix]))
  const parts = deals.map((deal, place) =>
    worstDeal(deal, {...losses.of(deal, place), numberWidth, fixes}, style),
  )
  const others = othersText(analysis.summary, deals, style.locale)
  const rest = others
    ? `  ${padText(losses.others(deals.length), numberWidth, 'right')}  ${style.paint.dim(others)}\n`
    : ''
  return `\n${style.paint.bold('Deals that cost most points')}\n${parts.join('')}${rest}`
}

function worstDeal(
  deal: ReviewedDeal,
  {
    total,
    parts,
    numberWidth,
    fixes,
  }: {total: string; parts: readonly string[]; numberWidth: number; fixes: ReadonlyMap<string, string>},
  {width, paint, locale}: TextStyle,
): string {
  const margin = ' '.repeat(4 + numberWidth)
  const room = width - margin.length
  const name = truncateText(terminalText(deal.name ?? deal.id), room)
  const place = [dealAmount(deal, locale), deal.stage, deal.owner].filter(part => part !== null)
  const about = truncateText(terminalText(place.join(', ')), room)
  const gap = displayWidth(name) + 2 + displayWidth(about) > room ? `\n${margin}` : '  '
  const partWidth = Math.max(...parts.map(displayWidth))
  const reasons = deal.findings.map(({severity, message, isNew}, index) => {
    const mark = isNew ? '  new' : ''
    const before = `${margin}${padText(parts[index]!, partWidth, 'right')}  ${severity.padEnd(8)}  `
    const margins = {first: before, next: ' '.repeat(displayWidth(before))}
    const text = wrapText(terminalText(withDates(message, locale)), width - mark.length, margins).join('\n')
    return `${text}${paint.yellow(mark)}\n`
  })
  if (deal.leftOut)
    reasons.push(
      `${margin}${padText(parts.at(-1)!, partWidth, 'right')}  ${paint.dim(leftOutText(deal.leftOut, locale))}\n`,
    )
  const fix = fixes.get(deal.findings[0]?.ruleId ?? '') ?? ''
  const advice = wrapText(terminalText(fix), width, {first: `${margin}→ `, next: `${margin}  `})
  return (
    `  ${padText(total, numberWidth, 'right')}  ${paint.bold(name)}${gap}${paint.dim(about)}\n${reasons.join('')}` +
    advice.map(line => `${paint.cyan(line)}\n`).join('')
  )
}

function rulesSection(
  {analysis: {summary}, trends, baseline}: ReportInput,
  {paint, width, locale}: TextStyle,
): string {
  const isNarrow = width < narrow
  // Two blanks behind the longest, marks of changed rules included.
  const trendWidth = Math.max('trend'.length, ruleTrend('', trends)?.length ?? 0) + 2
  const lines = foundRules(summary, locale).map(({rule, points, deals}) => {
    const severity = isNarrow ? '' : `${rule.severity.padEnd(8)}  `
    const drawn = isNarrow ? null : ruleTrend(rule.ruleId, trends)
    const trend = drawn === null ? '' : padText(drawn, trendWidth)
    const line = `  ${padText(points, 6, 'right')}  ${padText(deals, 13, 'right')}  ${severity}${trend}${terminalText(rule.title)}`
    return `${truncateText(line, width)}\n`
  })
  const nothing = baseline?.onlyNew ? 'nothing new' : 'nothing'
  const clean = summary.rules.filter(rule => rule.skippedReason === null && rule.violated === 0).length
  const rest = clean > 0 ? `  ${counted(clean, 'rule', locale)} found ${nothing}\n` : ''
  if (lines.length === 0)
    return summary.score === null
      ? ''
      : `\n${paint.bold(baseline?.onlyNew ? 'No new findings' : 'No findings')}\n${rest}`
  const trendHead = isNarrow || ruleTrend('', trends) === null ? '' : padText('trend', trendWidth)
  const head = paint.dim(`  points          deals  ${isNarrow ? '' : 'severity  '}${trendHead}rule`)
  return `\n${paint.bold('Findings by rule')}\n${head}\n${lines.join('')}${rest}`
}

function portfolioSection(summary: ReviewSummary, {paint, width, locale}: TextStyle): string {
  const texts = portfolioTexts(summary, locale)
  if (texts.length === 0) return ''
  const margins = {first: '  ', next: '    '}
  const lines = texts.flatMap(text => wrapText(terminalText(text), width, margins))
  return `\n${paint.bold('The pipeline as a whole')}\n${lines.join('\n')}\n`
}

/** One group says nothing that the heading has not said. */
function groups(
  title: string,
  {totals, summary}: {totals: readonly GroupTotal[]; summary: ReviewSummary},
  style: TextStyle,
): string {
  const {paint, locale, width} = style
  if (totals.length < 2) return ''
  const isNarrow = width < narrow
  const dealsWidth = isNarrow ? 6 : 9
  const rows = groupRows(totals, groupsShown, locale)
  const sums = rows.map(({amount}) => (isNarrow ? compactAmount : fullAmount)(amount, locale))
  const sumWidth = Math.max(7, ...sums.map(displayWidth))
  const lines = rows.map(({name, deals, points, score}, index) => {
    const health = isNarrow ? '' : `${padText(score, 6, 'right')}  `
    const line = `  ${health}${padText(points, 6, 'right')}  ${padText(count(deals, locale), dealsWidth, 'right')}  ${padText(sums[index]!, sumWidth, 'right')}  ${terminalText(name)}`
    return `${truncateText(line, width)}\n`
  })
  const head = `  ${isNarrow ? '' : 'health  '}points  ${'deals'.padStart(dealsWidth)}  ${'amount'.padStart(sumWidth)}`
  return `\n${paint.bold(title)}\n${mixedNote(summary, style)}${paint.dim(head)}\n${lines.join('')}`
}

/** Where amounts are added that should not be. */
function mixedNote(summary: ReviewSummary, {paint, width, locale}: TextStyle): string {
  const mixed = mixedText(summary, locale)
  if (!mixed) return ''
  const lines = wrapText(terminalText(mixed), width, {first: '  ', next: '    '})
  return lines.map(line => `${paint.yellow(line)}\n`).join('')
}

function agesSection(summary: ReviewSummary, {paint, width, locale}: TextStyle): string {
  const rows = ageRows(summary, agesShown, locale)
  if (rows.length === 0) return ''
  const isNarrow = width < narrow
  const hasWon = hasWonMedian(summary)
  const line = ({median, longest, won, deals, name}: Omit<AgeRow, 'age'>) => {
    const ofWon = hasWon ? `${padText(won, 7, 'right')}  ` : ''
    const rest = isNarrow ? '' : `${ofWon}${padText(deals, 9, 'right')}  `
    return truncateText(
      `  ${padText(median, 6, 'right')}  ${padText(longest, 7, 'right')}  ${rest}${terminalText(name)}`,
      width,
    )
  }
  const head = line({median: 'median', longest: 'longest', won: 'of won', deals: 'deals', name: 'stage'})
  const more = moreStagesText(summary, agesShown, locale)
  const lines = [paint.dim(head), ...rows.map(line), ...(more ? [`  ${more}`] : [])]
  return `\n${paint.bold('Days in stage')}\n${lines.join('\n')}\n`
}

function fieldsSection(summary: ReviewSummary, {paint, width, locale}: TextStyle): string {
  const fields = fieldRows(summary, locale)
  if (!fields) return ''
  const lines = fields.rows.map(({name, filled, share}) =>
    truncateText(
      `  ${padText(share, 6, 'right')}  ${padText(filled, 19, 'right')}  ${terminalText(name)}`,
      width,
    ),
  )
  const complete = completeText(fields.complete)
  if (complete) lines.push(...wrapText(terminalText(complete), width, {first: '  ', next: '    '}))
  return `\n${paint.bold('Filled in')}\n${lines.join('\n')}\n`
}

function changesSection(summary: ReviewSummary, run: Run | null, style: TextStyle): string {
  const {changes} = summary
  const title = style.paint.bold('Changes')
  if (changes) {
    const since = style.paint.dim(`since ${lastReviewText(summary, changes, style.locale)}`)
    const moved = changesText(changes, {most: changedDealsShown}, style)
    return `\n${title} ${since}\n${waterfall(changes, mixedNote(summary, style), style)}${moved}`
  }
  // A bare connection has no history to be compared with, now or later.
  if (run && run.scheduledReviewId === null) return ''
  const words = 'this is the first review; the next one tells what changed'
  return `\n${title}\n${wrapText(words, style.width, {first: '  ', next: '    '}).join('\n')}\n`
}

function waterfall(changes: Changes, note: string, {paint, width, locale}: TextStyle): string {
  const rows = waterfallRows(changes)
  if (rows.length === 0 || changes.waterfalls === null) return ''
  const isNarrow = width < narrow
  const line = (words: string, all: string, quarter: string) =>
    `  ${padText(words, 20)}${padText(all, 16, 'right')}${isNarrow ? '' : padText(quarter, 18, 'right')}`
  const lines = rows.map(row => {
    const amountOf = (step: Step) => (step.deals === 0 && !row.isTotal ? '' : stepAmount(step, row, locale))
    return truncateText(line(row.words, amountOf(row.all), amountOf(row.quarter)), width)
  })
  const head = paint.dim(truncateText(line('amount', 'all open', 'this quarter'), width))
  const quarter = isNarrow ? '' : `${paint.dim(`  ${quarterText(changes.waterfalls.quarter, locale)}`)}\n`
  return `${note}${head}\n${lines.join('\n')}\n${quarter}\n`
}

function checksSection(summary: ReviewSummary, {paint, width, locale}: TextStyle): string {
  const margins = {first: '  ', next: '    '}
  const lines = basisTexts(summary, locale).flatMap(line => wrapText(terminalText(line), width, margins))
  const notes = sourceNotes(summary, locale)
    .flatMap(note => wrapText(terminalText(note), width, margins))
    .map(line => paint.yellow(line))
  return `\n${paint.bold('Checks')}\n${[...lines, ...notes].join('\n')}\n`
}
