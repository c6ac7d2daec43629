import type {BrowsedRun} from '../app/browsed-run.js'
import {bandOf} from '../domain/score/health-score.js'
import {count, counted} from '../report/amounts.js'
import {displayWidth, terminalText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {shownScore} from '../report/shown-numbers.js'
import {sparkline} from '../report/sparkline.js'
import {placeColumns} from './columns.js'
import {beyondText} from './deal-lines.js'
import {type Hint, hintLine} from './key-hints.js'
import type {Frame} from './list-lines.js'
import type {Message} from './message.js'
import {messageLine} from './message-line.js'
import {type ReviewSeen, type ReviewState, tabs} from './review-state.js'
import type {ReviewTable, TableRow} from './review-tables.js'
import {headLine, marks, rowLine} from './table-lines.js'
import {agoText, whenText} from './time-texts.js'
import {visibleWindow} from './visible-window.js'

const listHints: readonly Hint[] = [
  ['↑↓', 'select'],
  ['enter', 'look into'],
  ['tab', 'next table'],
  ['[ ]', 'older, newer run'],
  ['esc', 'back'],
  ['/', 'filter'],
  ['o', 'report'],
  ['?', 'help'],
  ['q', 'quit'],
]

const dealHints: readonly Hint[] = [
  ['↑↓', 'scroll'],
  ['[ ]', 'older, newer run'],
  ['esc', 'back'],
  ['o', 'report'],
  ['?', 'help'],
  ['q', 'quit'],
]

type Given = {
  name: string
  /** Null while it is read. */
  browsed: BrowsedRun | null
  /** How many have a report; null while they are counted. */
  runs: number | null
  /** All rows of the tab. */
  table: ReviewTable | null
  state: ReviewState
  /** Of the deal that is looked at. */
  deal: readonly string[]
  message: Message | null
  /** The first row that was seen before. */
  start: number
}

type ReviewView = {lines: readonly string[]; start: number; seen: ReviewSeen}

/** Heading, tabs or nothing; then the body; a message and the keys. */
const linesAround = 5

/** The second screen, of as many lines as the terminal has rows but one. */
export function reviewView(given: Given, frame: Frame): ReviewView {
  const {browsed, state, message} = given
  const runs = given.runs ?? 0
  const {columns: width, paint} = frame
  const page = Math.max(1, frame.rows - 1 - linesAround)
  const heading = [headingLine(given, frame), tabLine(given, frame)]
  const hints = hintLine(state.dealId === null ? listHints : dealHints, {width, paint})
  const footer = [state.isTyping ? filterLine(state, width) : messageLine(message, {width, paint}), hints]
  if (!browsed) {
    const seen = {count: 0, page, runs, selected: null}
    const words = given.runs === 0 ? 'none of its runs has a report any more' : 'reading the review'
    return {lines: filled([...heading, `  ${words}`], footer, frame.rows), start: 0, seen}
  }
  const body = state.dealId === null ? tableBody(given, {...frame, page}) : dealBody(given, page)
  return {
    lines: filled([...heading, ...body.lines], footer, frame.rows),
    start: body.start,
    seen: {count: body.count, page, runs, selected: body.selected},
  }
}

function filled(top: readonly string[], footer: readonly string[], rows: number): string[] {
  const room = Math.max(0, rows - 1 - top.length - footer.length)
  return [...top, ...Array<string>(room).fill(''), ...footer].slice(-Math.max(1, rows - 1))
}

function headingLine(
  {name, browsed, runs, state}: Given,
  {columns: width, now, timeZone, paint}: Frame,
): string {
  const place = runs ? `run ${state.run + 1} of ${runs}` : ''
  const words = browsed ? headingWords(browsed, {now, timeZone}) : ''
  const room = width - place.length - 2
  const title = truncateText(name, Math.min(40, room))
  const rest = truncateText(words, Math.max(0, room - displayWidth(title) - 2))
  const space = ' '.repeat(Math.max(1, width - displayWidth(title) - displayWidth(rest) - place.length - 2))
  return `${paint.bold(title)}  ${scored(rest, browsed, paint)}${space}${paint.dim(place)}`
}

function headingWords({analysis}: BrowsedRun, {now, timeZone}: {now: Date; timeZone: string}): string {
  const {score, dealsAnalyzed, issuesFound, highRiskDeals} = analysis.summary
  const asOf = new Date(analysis.summary.asOf)
  const health = score === null ? 'no score' : `${shownScore(score, null)} ${bandOf(score)}`
  const found = `${counted(dealsAnalyzed, 'deal')}, ${counted(issuesFound, 'finding')}, ${count(highRiskDeals)} high risk`
  return `${health}  ${whenText(asOf, timeZone)} (${agoText(asOf, now)})  ${found}`
}

function scored(text: string, browsed: BrowsedRun | null, paint: Paint): string {
  const score = browsed?.analysis.summary.score ?? null
  if (score === null) return text
  const [number = '', band = '', ...rest] = text.split(' ')
  return [paint[bandOf(score)](`${number} ${band}`.trim()), ...rest].join(' ')
}

/** The tabs, the chosen one in brackets; behind them what narrows the table, and the trend of the score. */
function tabLine({state, browsed, table}: Given, {columns: width, paint}: Frame): string {
  if (state.dealId !== null) return ''
  const names = tabs.map((tab, index) =>
    tab === state.tab ? `[${index + 1} ${tab}]` : ` ${index + 1} ${tab} `,
  )
  const all = browsed?.analysis.summary.dealsAnalyzed ?? 0
  const narrowed = [
    state.only && `only ${state.only.kind} ${terminalText(state.only.label)}`,
    state.filter !== '' && !state.isTyping && `filter "${terminalText(state.filter)}"`,
    state.tab === 'deals' && table && browsed && beyondText(browsed.deals.length, all),
  ].filter(Boolean)
  const points = browsed?.trends.map(({healthScore, isUnderOtherRules}) => ({
    value: healthScore,
    isBreak: isUnderOtherRules,
  }))
  const trend = points && points.length > 1 ? `score ${sparkline(points, {least: 0, most: 100})}` : ''
  const left = names.join(' ')
  const room = Math.max(0, width - left.length - displayWidth(trend) - 4)
  const middle = truncateText(narrowed.join(', '), room)
  const space = ' '.repeat(Math.max(0, room - displayWidth(middle) + 2))
  return truncateText(`${left}  ${middle}${space}${trend}`, width).replace(/\[.*?\]/, chosen =>
    paint.bold(chosen),
  )
}

type Body = {lines: string[]; start: number; count: number; selected: ReviewSeen['selected']}

function tableBody(
  {table, state, start}: Given,
  {columns: width, paint, page}: Frame & {page: number},
): Body {
  if (!table) return {lines: [], start: 0, count: 0, selected: null}
  const rows = filteredRows(table.rows, state.filter)
  const columns = placeColumns(table.columns, width - marks.other.length)
  const at = Math.min(state.at, rows.length - 1)
  const seen = visibleWindow({count: rows.length, height: page, selected: Math.max(0, at), start})
  const lines = rows.slice(seen.start, seen.start + seen.size).map((row, index) => {
    const cells = row.cells()
    return rowLine(
      columns,
      columns.map(({key}) => cells[key] ?? {text: ''}),
      {isSelected: seen.start + index === at, paint},
    )
  })
  const nothing =
    state.filter === '' && state.only === null ? nothingFound[state.tab] : 'nothing of that kind'
  return {
    lines: [headLine(columns, paint), ...(lines.length > 0 ? lines : [`  ${nothing}`])],
    start: seen.start,
    count: rows.length,
    selected: rows[at] ?? null,
  }
}

const nothingFound = {
  rules: 'no rule found anything',
  owners: 'no deals, so no owners',
  deals: 'no open deals',
} as const

function filteredRows(rows: readonly TableRow[], filter: string): readonly TableRow[] {
  const wanted = filter.trim().toLowerCase()
  return wanted === '' ? rows : rows.filter(({name}) => name.toLowerCase().includes(wanted))
}

function dealBody({deal, state}: Given, page: number): Body {
  const start = Math.max(0, Math.min(state.scroll, deal.length - page))
  return {lines: deal.slice(start, start + page), start: 0, count: deal.length, selected: null}
}

function filterLine({filter}: ReviewState, width: number): string {
  return truncateText(`filter: ${terminalText(filter)}▏`, width)
}
