import type {RunTrends} from '../domain/ports/store.js'
import type {Changes, GroupTotal, ReviewSummary} from '../domain/review/analysis.js'
import {portfolioCap} from '../domain/score/health-score.js'
import {defaultScoring} from '../domain/score/scoring.js'
import {count, counted, fullAmount, percentText} from './amounts.js'
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
import {lossByOwner, lossByRule} from './charts/loss-bars.js'
import {scoreGauge} from './charts/score-gauge.js'
import {scoreTrend} from './charts/score-trend.js'
import {waterfallChart} from './charts/waterfall-chart.js'
import {capital} from './escape.js'
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
} from './headline.js'
import {htmlAges} from './html-ages.js'
import {htmlDeals} from './html-deals.js'
import {htmlEnd, htmlHead} from './html-head.js'
import {
  type HtmlColumn,
  html,
  htmlCharts,
  htmlPart,
  htmlRow,
  htmlTableEnd,
  htmlTableStart,
} from './html-text.js'
import {inChunks} from './in-chunks.js'
import type {Locale} from './intl-text.js'
import {dealsShown, type ReportInput} from './report-input.js'
import {foundRules, groupRows} from './shown-numbers.js'
import {quarterText, stepAmount, waterfallRows} from './waterfall-text.js'

const changedDealsShown = 5

/** One self-contained page: nothing from the network, light and dark, printable, readable on a phone, whole without its script. */
export function htmlReport(input: ReportInput): Iterable<string> {
  return inChunks(page(input))
}

function* page(input: ReportInput): Iterable<string> {
  const {title, analysis, baseline, allDeals, locale, trends} = input
  const {summary} = analysis
  yield htmlHead(title, locale)
  yield heading(input)
  for (const text of baselineTexts(baseline, locale)) yield `<p>${html(text)}</p>\n`
  yield htmlCharts(scoreGauge(summary.score, locale), scoreTrend(trends, locale))
  yield rulesTable(summary, {trends, locale})
  yield portfolioPart(summary, locale)
  const {byOwner, byStage, byForecastCategory} = summary.totals
  const mixed = mixedText(summary, locale)
  yield htmlPart(
    groupTable('Owners', 'Owner', {totals: byOwner, mixed, locale}),
    lossByOwner(byOwner, locale),
  )
  yield groupTable('Stages', 'Stage', {totals: byStage, mixed, locale})
  yield htmlAges(summary, locale)
  yield groupTable('Forecast categories', 'Forecast category', {
    totals: byForecastCategory,
    mixed,
    locale,
  })
  yield fieldsPart(summary, locale)
  yield changesPart(summary, locale)
  yield* htmlDeals(analysis, allDeals ? Number.POSITIVE_INFINITY : dealsShown, locale)
  yield checksPart(summary, locale)
  yield htmlEnd
}

function heading(input: ReportInput): string {
  const {title, locale} = input
  const {summary} = input.analysis
  const again = scoredAgainText(input)
  const told = again ? `<p><strong>${html(capital(again))}</strong></p>\n` : ''
  const change = sinceText(summary, locale)
  const since = change ? `<p>${html(capital(change))}</p>\n` : ''
  const doubt = confidenceText(summary, locale)
  const low = doubt ? `<p><strong>${html(capital(doubt))}.</strong></p>\n` : ''
  return (
    `<h1>${html(title)}</h1>\n<p class="score ${summary.band ?? ''}">${html(scoreText(summary, locale))}</p>\n${told}${since}${low}` +
    `<p>As of ${html(asOfText(summary, locale))}: ${html(sizeText(summary, locale))}</p>\n`
  )
}

const ruleColumns: readonly HtmlColumn[] = [
  {title: 'Points', holds: 'number'},
  {title: 'Rule'},
  {title: 'Severity'},
  {title: 'Deals', holds: 'number'},
  {title: 'What to do', holds: 'words'},
]

/** How often each rule was violated, review by review. */
const ruleColumnsWithTrend: readonly HtmlColumn[] = [
  ...ruleColumns.slice(0, -1),
  {title: 'Trend', holds: 'date'},
  ...ruleColumns.slice(-1),
]

function rulesTable(summary: ReviewSummary, {trends, locale}: {trends: RunTrends; locale: Locale}): string {
  const hasTrend = ruleTrend('', trends) !== null
  const columns = hasTrend ? ruleColumnsWithTrend : ruleColumns
  const rows = foundRules(summary, locale).map(({rule, points, deals}) => {
    const drawn = hasTrend ? [html(ruleTrend(rule.ruleId, trends) ?? '')] : []
    const cells = [html(points), html(rule.title), rule.severity, html(deals), ...drawn, html(rule.fix)]
    return htmlRow(columns, cells, 1)
  })
  if (rows.length === 0) return ''
  const start = htmlTableStart({
    title: 'Findings by rule',
    caption: 'What each rule found and cost',
    columns,
  })
  return htmlPart(start + rows.join('') + htmlTableEnd, lossByRule(summary, locale))
}

function portfolioPart(summary: ReviewSummary, locale: Locale): string {
  const lines = portfolioTexts(summary, locale).map(text => `<li>${html(text)}</li>\n`)
  return lines.length === 0 ? '' : `<h2>The pipeline as a whole</h2>\n<ul>\n${lines.join('')}</ul>\n`
}

function groupTable(
  title: string,
  one: string,
  {totals, mixed, locale}: {totals: readonly GroupTotal[]; mixed: string | null; locale: Locale},
): string {
  if (totals.length < 2) return ''
  const columns: readonly HtmlColumn[] = [
    {title: 'Health', holds: 'number'},
    {title: 'Points', holds: 'number'},
    {title: one},
    {title: 'Deals', holds: 'number'},
    {title: 'Amount', holds: 'number'},
  ]
  const rows = groupRows(totals, totals.length, locale).map(({name, deals, amount, points, score}) =>
    htmlRow(columns, [score, points, name, count(deals, locale), fullAmount(amount, locale)].map(html), 2),
  )
  const caption = withNote(`Open deals by ${one.toLowerCase()}`, mixed)
  return htmlTableStart({title, caption, columns}) + rows.join('') + htmlTableEnd
}

/** Where amounts are added that should not be. */
function withNote(caption: string, mixed: string | null): string {
  return mixed ? `${caption}; <strong>${html(mixed)}</strong>` : caption
}

const fieldColumns: readonly HtmlColumn[] = [
  {title: 'Field'},
  {title: 'Deals', holds: 'number'},
  {title: 'Share', holds: 'number'},
]

function fieldsPart(summary: ReviewSummary, locale: Locale): string {
  const fields = fieldRows(summary, locale)
  if (!fields) return ''
  const rows = fields.rows.map(({name, filled, share}) =>
    htmlRow(fieldColumns, [name, filled, share].map(html), 0),
  )
  const table =
    rows.length === 0
      ? '<h2>Filled in</h2>\n'
      : htmlTableStart({
          title: 'Filled in',
          caption: 'How many open deals have a value',
          columns: fieldColumns,
        }) +
        rows.join('') +
        htmlTableEnd
  const complete = completeText(fields.complete)
  return table + (complete ? `<p>${html(capital(complete))}.</p>\n` : '')
}

function changesPart(summary: ReviewSummary, locale: Locale): string {
  const {changes} = summary
  if (!changes) return ''
  const lines = changeKindsOf(changes).map(kind => {
    const items = [...firstOf(itemsOf(changes, kind), changedDealsShown)].map(item =>
      html(itemText(item, locale)),
    )
    const sum = changeSum(changes, kind, locale)
    const words = `${counted(changes.counts[kind].deals, 'deal', locale)} ${changeWords[kind]} (${sum})`
    return `<li>${html(words)}: ${items.join('; ')}</li>\n`
  })
  if (lines.length === 0) lines.push(`<li>${noDealChanged}</li>\n`)
  const title = `<h2>Changes since ${html(lastReviewText(summary, changes, locale))}</h2>\n`
  return `${waterfallTable(changes, mixedText(summary, locale), locale)}${title}<ul>\n${lines.join('')}<li>${html(findingsText(changes, locale))}</li>\n</ul>\n`
}

function waterfallTable(changes: Changes, mixed: string | null, locale: Locale): string {
  const rows = waterfallRows(changes)
  if (rows.length === 0 || changes.waterfalls === null) return ''
  const columns: readonly HtmlColumn[] = [
    {title: 'Amount'},
    {title: 'All open', holds: 'number'},
    {title: html(capital(quarterText(changes.waterfalls.quarter, locale))), holds: 'number'},
  ]
  const body = rows.map(row => {
    const cells = [row.words, stepAmount(row.all, row, locale), stepAmount(row.quarter, row, locale)].map(
      html,
    )
    return htmlRow(columns, cells, 0)
  })
  const start = htmlTableStart({
    title: 'Waterfall',
    caption: withNote('What became of the open amount since the last review', mixed),
    columns,
  })
  return htmlPart(start + body.join('') + htmlTableEnd, waterfallChart(changes, locale))
}

function checksPart(summary: ReviewSummary, locale: Locale): string {
  const {points, portfolio} = summary.scoring ?? defaultScoring
  const shown = (value: number) => html(count(value, locale))
  const {critical, high, medium, low, info} = points
  const ofInfo = info > 0 ? `, info ${shown(info)}` : ''
  const whole = portfolio
    ? `, and of what is left up to ${html(percentText(portfolioCap / 100, 0, locale))} for findings about the pipeline as a whole`
    : ''
  const lines = [...basisTexts(summary, locale), ...sourceNotes(summary, locale)]
  return (
    `<h2>Checks</h2>\n<ul>\n${lines.map(line => `<li>${html(line)}</li>\n`).join('')}</ul>\n` +
    `<h2>How this was computed</h2>\n<p>Each finding costs its deal points by severity (critical ${shown(critical)}, high ${shown(high)}, ` +
    `medium ${shown(medium)}, low ${shown(low)}${ofInfo}, at most ${shown(100)}); a deal weighs half by its amount and half by its share of the deals. ` +
    `The score is ${shown(100)} less what all deals lost${whole}. It measures hygiene and is no win probability.</p>\n`
  )
}
