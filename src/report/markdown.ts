import type {Analysis, Changes, GroupTotal, ReviewSummary} from '../domain/review/analysis.js'
import {ageRows, hasWonMedian, moreStagesText} from './ages-text.js'
import {count, counted, dealAmount, fullAmount} from './amounts.js'
import {baselineTexts} from './baseline-text.js'
import {
  changeKindsOf,
  changeSum,
  changeWords,
  findingsText,
  itemsOf,
  itemText,
  noDealChanged,
} from './changes-text.js'
import {capital, terminalText} from './escape.js'
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
import type {Locale} from './intl-text.js'
import {reasonTexts} from './reason-texts.js'
import type {ReportInput} from './report-input.js'
import {shownLosses} from './shown-losses.js'
import {foundRules, groupRows, othersText} from './shown-numbers.js'
import {quarterText, stepAmount, waterfallRows} from './waterfall-text.js'

const worstShown = 10
const groupsShown = 10
const agesShown = 20
const changedDealsShown = 3

/** Headings, tables and lists that GitHub, wikis and chat canvases render; text from outside stays text. */
export function* markdownReport(input: ReportInput): Iterable<string> {
  const {analysis, locale, baseline} = input
  const {summary} = analysis
  yield heading(input)
  for (const text of baselineTexts(baseline, locale)) yield `\n${md(text)}\n`
  yield worstDeals(analysis, locale)
  yield rulesTable(input)
  yield portfolioPart(summary, locale)
  const {byOwner, byStage, byForecastCategory} = summary.totals
  yield groupTable('Owner', {totals: byOwner, summary}, locale)
  yield groupTable('Stage', {totals: byStage, summary}, locale)
  yield agesTable(summary, locale)
  yield groupTable('Forecast category', {totals: byForecastCategory, summary}, locale)
  yield fieldsPart(summary, locale)
  yield changesPart(summary, locale)
  yield checksPart(summary, locale)
}

function heading(input: ReportInput): string {
  const {title, locale, trends} = input
  const {summary} = input.analysis
  const again = scoredAgainText(input)
  const told = again ? `**${md(capital(again))}**\n\n` : ''
  const change = sinceText(summary, locale)
  const since = change ? `, ${change}` : ''
  const drawn = trendText(trends, locale)
  const trend = drawn ? `${drawn}\n\n` : ''
  const doubt = confidenceText(summary, locale)
  const low = doubt ? `**${capital(doubt)}.**\n\n` : ''
  return (
    `# ${md(title)}: ${scoreText(summary, locale)}\n\n` +
    `As of ${md(asOfText(summary, locale))}${md(since)}\n\n${told}${trend}${low}${sizeText(summary, locale)}\n`
  )
}

function worstDeals(analysis: Analysis, locale: Locale): string {
  const worst = [...firstOf(analysis.deals(), worstShown)].filter(deal => deal.pointsLost > 0)
  if (worst.length === 0) return ''
  const losses = shownLosses(analysis, locale)
  const rows = worst.map((deal, place) => {
    const {total, parts} = losses.of(deal, place)
    const reasons = md(reasonTexts(deal, parts, locale).join('; '))
    return [md(total), md(deal.name ?? deal.id), md(dealAmount(deal, locale)), md(deal.owner ?? ''), reasons]
  })
  const others = othersText(analysis.summary, worst, locale)
  if (others) rows.push([md(losses.others(worst.length)), others, '', '', ''])
  return `\n## Deals that cost most points\n\n${mdTable(['Points', 'Deal', 'Amount', 'Owner', 'Why'], rows)}`
}

function rulesTable({analysis: {summary}, trends, locale}: ReportInput): string {
  const hasTrend = ruleTrend('', trends) !== null
  const rows = foundRules(summary, locale).map(({rule, points, deals}) => [
    md(points),
    deals,
    md(rule.title),
    rule.severity,
    ...(hasTrend ? [md(ruleTrend(rule.ruleId, trends) ?? '')] : []),
    md(rule.fix),
  ])
  if (rows.length === 0) return ''
  return `\n## Findings by rule\n\n${mdTable(['Points', 'Deals', 'Rule', 'Severity', ...(hasTrend ? ['Trend'] : []), 'What to do'], rows)}`
}

function portfolioPart(summary: ReviewSummary, locale: Locale): string {
  const lines = portfolioTexts(summary, locale).map(text => `- ${md(text)}\n`)
  return lines.length === 0 ? '' : `\n## The pipeline as a whole\n\n${lines.join('')}`
}

function groupTable(
  one: string,
  {totals, summary}: {totals: readonly GroupTotal[]; summary: ReviewSummary},
  locale: Locale,
): string {
  if (totals.length < 2) return ''
  const rows = groupRows(totals, groupsShown, locale).map(({name, deals, amount, points, score}) => [
    score,
    md(points),
    md(name),
    count(deals, locale),
    fullAmount(amount, locale),
  ])
  const table = mdTable(['Health', 'Points', one, 'Deals', 'Amount'], rows)
  return `\n## By ${one.toLowerCase()}\n\n${mixedNote(summary, locale)}${table}`
}

/** Where amounts are added that should not be. */
function mixedNote(summary: ReviewSummary, locale: Locale): string {
  const mixed = mixedText(summary, locale)
  return mixed ? `**${md(capital(mixed))}.**\n\n` : ''
}

function agesTable(summary: ReviewSummary, locale: Locale): string {
  const hasWon = hasWonMedian(summary)
  const rows = ageRows(summary, agesShown, locale).map(({name, deals, median, longest, won}) => [
    md(name),
    deals,
    median,
    longest,
    ...(hasWon ? [won] : []),
  ])
  if (rows.length === 0) return ''
  const more = moreStagesText(summary, agesShown, locale)
  const table = mdTable(
    ['Stage', 'Deals', 'Median', 'Longest', ...(hasWon ? ['Median of won deals'] : [])],
    rows,
  )
  return `\n## Days in stage\n\n${table}${more ? `\n${capital(more)}.\n` : ''}`
}

function fieldsPart(summary: ReviewSummary, locale: Locale): string {
  const fields = fieldRows(summary, locale)
  if (!fields) return ''
  const rows = fields.rows.map(({name, filled, share}) => [md(name), filled, share])
  const table = rows.length === 0 ? '' : `\n${mdTable(['Field', 'Deals', 'Share'], rows)}`
  const complete = completeText(fields.complete)
  return `\n## Filled in\n${table}${complete ? `\n${capital(md(complete))}.\n` : ''}`
}

function changesPart(summary: ReviewSummary, locale: Locale): string {
  const {changes} = summary
  if (!changes) return ''
  const lines = changeKindsOf(changes).map(kind => {
    const items = [...firstOf(itemsOf(changes, kind), changedDealsShown)].map(item =>
      md(itemText(item, locale)),
    )
    const sum = changeSum(changes, kind, locale)
    return `- ${counted(changes.counts[kind].deals, 'deal', locale)} ${changeWords[kind]} (${sum}): ${items.join('; ')}\n`
  })
  if (lines.length === 0) lines.push(`- ${noDealChanged}\n`)
  const title = `\n## Changes since ${lastReviewText(summary, changes, locale)}\n\n`
  return `${title}${waterfallTable(changes, mixedNote(summary, locale), locale)}${lines.join('')}- ${findingsText(changes, locale)}\n`
}

function waterfallTable(changes: Changes, note: string, locale: Locale): string {
  if (changes.waterfalls === null) return ''
  const rows = waterfallRows(changes).map(row => [
    row.words,
    stepAmount(row.all, row, locale),
    stepAmount(row.quarter, row, locale),
  ])
  if (rows.length === 0) return ''
  return `${note}${mdTable(['Amount', 'All open', capital(quarterText(changes.waterfalls.quarter, locale))], rows)}\n`
}

function checksPart(summary: ReviewSummary, locale: Locale): string {
  const lines = [...basisTexts(summary, locale), ...sourceNotes(summary, locale)]
  return `\n## Checks\n\n${lines.map(line => `- ${md(line)}\n`).join('')}`
}

function mdTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('')
}

/** Escapes what Markdown and chat programs would take for markup, links or mentions. */
function md(text: string): string {
  return terminalText(text)
    .replace(/[\\`*_{}[\]<>|#~]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('\\<', '&lt;')
    .replaceAll('\\>', '&gt;')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(https?|ftp):\/\//gi, '$1:\u200b//')
    .replace(/\bwww\./gi, 'www\u200b.')
}
