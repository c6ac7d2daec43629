import {type ColumnDef, type WriteSheet, writeXlsx} from 'hucre/xlsx'
import type {Analysis, ReviewedDeal, ReviewSummary} from '../domain/review/analysis.js'
import {firstOf} from './first-of.js'
import {basisTexts, mixedText, scoredAgainText, sinceText, sourceNotes} from './headline.js'
import type {ReportInput} from './report-input.js'
import {shownScore} from './shown-numbers.js'

/** A program for spreadsheets opens that many with ease; a sheet has room for a million rows. */
const mostRows = 100_000

/** A cell has room for no more (Excel's limits). */
const mostCharacters = 32_767

/** And no longer address. */
const longestLink = 2000

type Cell = string | number | Date | null

/** `is`: how the cells are shown; what somebody wrote is text, and never a formula. */
type Column<Row> = {
  title: string
  width: number
  is?: 'amount' | 'date' | 'points'
  of(row: Row): Cell
  /** Where the cell leads to. */
  link?(row: Row): string | null
}

const formatOf = {amount: '#,##0.00', date: 'yyyy-mm-dd', points: '0.00####'}

const dealColumns: readonly Column<ReviewedDeal>[] = [
  {title: 'Points lost', width: 12, is: 'points', of: deal => deal.pointsLost},
  {title: 'Deal', width: 36, of: nameOf, link: linkOf},
  {title: 'Account', width: 26, of: deal => text(deal.account)},
  {title: 'Owner', width: 20, of: deal => text(deal.owner)},
  {title: 'Pipeline', width: 16, of: deal => text(deal.pipeline)},
  {title: 'Stage', width: 18, of: deal => text(deal.stage)},
  {title: 'Amount', width: 16, is: 'amount', of: deal => deal.amount},
  {title: 'Currency', width: 10, of: deal => text(deal.currency)},
  {title: 'Probability', width: 12, of: deal => deal.probability},
  {title: 'Close date', width: 12, is: 'date', of: deal => day(deal.closeDate)},
  {title: 'Health', width: 8, of: deal => Math.round(deal.health)},
  {title: 'Risk', width: 8, of: deal => deal.risk},
  {title: 'Findings', width: 9, of: deal => deal.findings.length},
  {title: 'Reasons', width: 80, of: deal => text(deal.findings.map(({message}) => message).join('; '))},
  {title: 'Deal ID', width: 20, of: deal => text(deal.id)},
]

/** Of a deal, or about the pipeline as a whole. */
type FoundRow =
  | {deal: ReviewedDeal; finding: ReviewedDeal['findings'][number]}
  | {deal: null; finding: ReviewSummary['portfolio'][number]}

const findingColumns: readonly Column<FoundRow>[] = [
  {title: 'Points lost', width: 12, is: 'points', of: ({finding}) => finding.pointsLost ?? 0},
  {title: 'Severity', width: 10, of: ({finding}) => finding.severity},
  {title: 'Rule', width: 28, of: ({finding}) => text(finding.ruleId)},
  {
    title: 'Deal',
    width: 36,
    of: ({deal}) => (deal ? nameOf(deal) : 'the pipeline as a whole'),
    link: ({deal}) => deal && linkOf(deal),
  },
  {title: 'Owner', width: 20, of: ({deal}) => text(deal?.owner ?? null)},
  {title: 'Reason', width: 60, of: ({finding}) => text(finding.message)},
  {title: 'Since', width: 12, is: 'date', of: row => (row.deal ? day(row.finding.since) : null)},
  {title: 'Reviews', width: 9, of: row => (row.deal ? row.finding.reviews : null)},
  {title: 'Deal ID', width: 20, of: ({deal}) => text(deal?.id ?? null)},
]

const ruleColumns: readonly Column<ReviewSummary['rules'][number]>[] = [
  {title: 'Points lost', width: 12, is: 'points', of: rule => rule.pointsLost},
  {title: 'Rule', width: 28, of: rule => text(rule.title)},
  {title: 'Severity', width: 10, of: rule => rule.severity},
  {title: 'Deals', width: 9, of: rule => rule.violated},
  {title: 'Checked', width: 9, of: rule => rule.checked},
  {title: 'Not run because', width: 50, of: rule => text(rule.skippedDetail)},
  {title: 'What to do', width: 80, of: rule => text(rule.fix)},
]

/** A workbook: what the review found in numbers, and a sheet of rules, one of deals, the most expensive first, and one of their findings. */
export function xlsxReport(input: ReportInput): Promise<Uint8Array> {
  const {analysis} = input
  const {summary} = analysis
  const rules = [...summary.rules].sort((a, b) => b.pointsLost - a.pointsLost)
  return writeXlsx({
    sheets: [
      summarySheet(input),
      sheet('Rules', ruleColumns, rules),
      sheet('Deals', dealColumns, analysis.deals()),
      sheet('Findings', findingColumns, findingsOf(analysis)),
    ],
    properties: {title: text(input.title) ?? '', creator: 'revsched'},
  })
}

/** So that the sheet adds up to what the score is short of 100, with those about the whole where they cost points. */
function* findingsOf({summary, deals}: Analysis): Iterable<FoundRow> {
  for (const finding of summary.portfolio) if (finding.pointsLost !== undefined) yield {deal: null, finding}
  for (const deal of deals()) for (const finding of deal.findings) yield {deal, finding}
}

function summarySheet(input: ReportInput): WriteSheet {
  const {summary} = input.analysis
  const {score, band} = summary
  // A workbook shows numbers and dates by the language of whoever opens it: its few sentences are as in English.
  const again = scoredAgainText({...input, locale: null})
  const since = sinceText(summary, null)
  const mixed = mixedText(summary, null)
  const rows: (readonly [string, Cell])[] = [
    ['Review', text(input.title)],
    ['As of', summary.asOf],
    ['Health score', score === null ? 'none' : Number(shownScore(score, null))],
    ['Band', band],
    ...(again ? [['', text(again)] as const] : []),
    ...(since ? [['Change', text(since)] as const] : []),
    ['Open deals', summary.dealsAnalyzed],
    ['Open amount', summary.totals.amount],
    ...(mixed ? [['', text(mixed)] as const] : []),
    ['Findings', summary.issuesFound],
    ['Deals at high risk', summary.highRiskDeals],
    ...[...basisTexts(summary, null), ...sourceNotes(summary, null), ...cutTexts(summary)].map(
      line => ['', text(line)] as const,
    ),
  ]
  return {name: 'Summary', columns: [{width: 20}, {width: 90}], rows: rows.map(row => [...row])}
}

function cutTexts({dealsAnalyzed, issuesFound}: ReviewSummary): string[] {
  const cut = (what: string, count: number) =>
    count > mostRows ? [`the sheet ${what} has the first ${mostRows} of ${count}; the CSV has all deals`] : []
  return [...cut('Deals', dealsAnalyzed), ...cut('Findings', issuesFound)]
}

function sheet<Row>(name: string, columns: readonly Column<Row>[], rows: Iterable<Row>): WriteSheet {
  const written: Cell[][] = [columns.map(({title}) => title)]
  const cells: NonNullable<WriteSheet['cells']> = new Map(
    columns.map((_, at) => [`0,${at}`, {style: {font: {bold: true}}}]),
  )
  for (const row of firstOf(rows, mostRows)) {
    for (const [at, {link}] of columns.entries()) {
      const target = link?.(row)
      if (target) cells.set(`${written.length},${at}`, {hyperlink: {target}})
    }
    written.push(columns.map(({of}) => of(row)))
  }
  return {
    name,
    columns: columns.map(({width, is}): ColumnDef => ({width, ...(is && {numFmt: formatOf[is]})})),
    rows: written,
    cells,
    freezePane: {rows: 1},
    autoFilter: {range: `A1:${String.fromCharCode(64 + columns.length)}${written.length}`},
  }
}

/** Without what XML has no room for, and cut to what a cell has room for. */
function text(value: string | null): string | null {
  if (value === null) return null
  const clean = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
  return clean.length <= mostCharacters ? clean : `${clean.slice(0, mostCharacters - 1)}…`
}

function day(date: string | null): Date | null {
  return date === null ? null : new Date(`${date}T00:00:00Z`)
}

function nameOf({name, id}: ReviewedDeal): string | null {
  return text(name ?? id)
}

/** Only `https`, as on the page. */
function linkOf({url}: ReviewedDeal): string | null {
  return url && /^https:\/\//i.test(url) && url.length <= longestLink ? text(url) : null
}
