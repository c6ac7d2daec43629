import type {Overview} from '../app/overview.js'
import {terminalText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {placeColumns} from './columns.js'
import {type Hint, hintLine} from './key-hints.js'
import {listCell, listColumns} from './list-cells.js'
import {listHeader} from './list-header.js'
import type {ListRow} from './list-row.js'
import {type ListState, selectedIn} from './list-state.js'
import type {Message} from './message.js'
import {messageLines} from './message-line.js'
import {headLine, marks, rowLine} from './table-lines.js'
import {visibleWindow} from './visible-window.js'

export type Frame = {
  now: Date
  timeZone: string
  columns: number
  rows: number
  paint: Paint
}

const hints: readonly Hint[] = [
  ['↑↓', 'select'],
  ['enter', 'open'],
  ['r', 'run'],
  ['p', 'pause'],
  ['c', 'cancel'],
  ['?', 'help'],
  ['q', 'quit'],
  ['o', 'report'],
  ['l', 'log'],
  ['/', 'filter'],
  ['s', 'sort'],
]

type ListView = {lines: readonly string[]; start: number; page: number}

/** The first screen, of as many lines as the terminal has rows but one. `start`: the first row that was seen before. */
export function listView(
  {
    overview,
    rows,
    state,
    message,
    start,
  }: {
    overview: Overview
    /** Those that are shown, in order. */
    rows: readonly ListRow[]
    state: ListState
    message: Message | null
    start: number
  },
  frame: Frame,
): ListView {
  const {now, paint, columns: width} = frame
  const header = listHeader(overview, {...frame, width})
  const columns = placeColumns(listColumns, width - marks.other.length)
  const footer = [
    ...footerLines({state, message, shown: rows.length}, {width, paint}),
    hintLine(hints, {width, paint}),
  ]
  const page = Math.max(1, frame.rows - 1 - header.length - 1 - footer.length)
  const selected = selectedIn(rows, state)
  const seen = visibleWindow({count: rows.length, height: page, selected: Math.max(0, selected), start})
  const body = rows.slice(seen.start, seen.start + seen.size).map((row, index) =>
    rowLine(
      columns,
      columns.map(({key, width}) => listCell[key](row, {now, paint, width})),
      {isSelected: seen.start + index === selected, paint},
    ),
  )
  const said = body.length > 0 ? body : nothingLines(overview, state).map(line => truncateText(line, width))
  const filled = [...said, ...Array<string>(Math.max(0, page - said.length)).fill('')].slice(0, page)
  return {lines: [...header, headLine(columns, paint), ...filled, ...footer], start: seen.start, page}
}

/** What is asked, or was done, or what the list is narrowed by. */
function footerLines(
  {state, message, shown}: {state: ListState; message: Message | null; shown: number},
  {width, paint}: {width: number; paint: Paint},
): string[] {
  const {confirming, isTyping, filter, sort} = state
  if (confirming) {
    const question = `cancel run ${confirming.runId.slice(0, 8)} of ${confirming.name}? y/n`
    return [paint.yellow(truncateText(question, width))]
  }
  if (isTyping) return [truncateText(`filter: ${terminalText(filter)}▏`, width)]
  if (message) return messageLines(message, {width, paint})
  const narrowed = filter === '' ? '' : `filter "${terminalText(filter)}": ${shown} shown, esc shows all`
  const sorted = sort === 'name' ? '' : `sorted by ${sort}`
  return [paint.dim(truncateText([narrowed, sorted].filter(Boolean).join('  '), width))]
}

function nothingLines({reviews}: Overview, {filter}: ListState): string[] {
  if (reviews.length > 0) return [`  no review has "${terminalText(filter)}" in its name`]
  return [
    '  no scheduled reviews yet',
    '',
    '  try one:      revsched demo',
    '  connect:      revsched connection add file emea --path deals.csv',
    '  schedule it:  revsched add weekly --connection emea --schedule "every monday at 6am"',
  ]
}
