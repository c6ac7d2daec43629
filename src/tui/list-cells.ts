import {bandOf} from '../domain/score/health-score.js'
import {count, counted} from '../report/amounts.js'
import type {Paint} from '../report/paint.js'
import {shownScore} from '../report/shown-numbers.js'
import {barText} from './bar.js'
import type {ColumnSpec} from './columns.js'
import type {ListRow} from './list-row.js'
import {agoText, spanText} from './time-texts.js'

export type ListColumn =
  | 'name'
  | 'next'
  | 'state'
  | 'score'
  | 'trend'
  | 'risk'
  | 'unsent'
  | 'last'
  | 'connection'

/** What matters least goes first in a narrow terminal. */
export const listColumns: readonly ColumnSpec<ListColumn>[] = [
  {key: 'name', title: 'REVIEW', least: 12, wanted: 16, most: 32},
  {key: 'next', title: 'NEXT DUE', align: 'right', least: 9, most: 9},
  {key: 'score', title: 'SCORE', least: 9, most: 9, dropRank: 6},
  {key: 'trend', title: 'TREND', least: 8, most: 14, dropRank: 5},
  {key: 'risk', title: 'AT RISK', align: 'right', least: 7, most: 7, dropRank: 4},
  {key: 'unsent', title: 'UNSENT', align: 'right', least: 6, most: 6, dropRank: 3, isExtra: true},
  {key: 'last', title: 'LAST RESULT', least: 24, most: 24, dropRank: 2, isExtra: true},
  {key: 'connection', title: 'CONNECTION', least: 12, most: 24, dropRank: 1, isExtra: true},
  {key: 'state', title: 'STATE', least: 13, wanted: 28, most: 200, dropRank: 7},
]

type Cell = {text: string; paint?: (text: string) => string}

/** `width` is that of the column: a bar takes what there is. */
type CellFrame = {now: Date; paint: Paint; width: number}

export const listCell: Record<ListColumn, (row: ListRow, frame: CellFrame) => Cell> = {
  name: ({name}) => ({text: name}),
  next: nextCell,
  state: stateCell,
  score: ({score, lastRunId}, {paint}) => {
    if (score === null) return {text: lastRunId === null ? '' : 'no score'}
    const band = bandOf(score)
    return {text: `${shownScore(score, null).padStart(2)} ${band}`, paint: paint[band]}
  },
  // The newest ones.
  trend: ({trend}, {width}) => ({text: width > 0 ? trend.slice(-width) : trend}),
  risk: ({highRiskDeals}, {paint}) =>
    highRiskDeals === null
      ? {text: ''}
      : {text: count(highRiskDeals), ...(highRiskDeals > 0 && {paint: paint.red})},
  unsent: ({undelivered}, {paint}) =>
    undelivered === 0 ? {text: ''} : {text: count(undelivered), paint: paint.yellow},
  last: ({lastRunAt, issuesFound}, {now}) => ({
    text: lastRunAt ? `${agoText(lastRunAt, now)}, ${counted(issuesFound ?? 0, 'finding')}` : '',
  }),
  connection: ({connection}, {paint}) => ({text: connection, paint: paint.dim}),
}

function nextCell({nextRunAt, isActive}: ListRow, {now, paint}: CellFrame): Cell {
  if (!nextRunAt) return {text: isActive ? 'never' : '-', paint: paint.dim}
  const leftMs = nextRunAt.getTime() - now.getTime()
  return leftMs <= 0 ? {text: 'due now', paint: paint.yellow} : {text: spanText(leftMs)}
}

function stateCell(row: ListRow, frame: CellFrame): Cell {
  const {paint} = frame
  const {state, detail, undelivered} = row
  const because = detail === '' ? '' : `: ${detail}`
  switch (state) {
    case 'running':
      return {text: runningText(row, frame), paint: paint.cyan}
    case 'waiting':
      return {text: waitingText(row, frame), paint: paint.cyan}
    case 'paused':
      return {text: `paused${because}`, paint: paint.dim}
    case 'login':
      return {text: `needs login${because}`, paint: paint.yellow}
    case 'failed':
      return {text: `failed${because}`, paint: paint.red}
    case 'ended':
      return {text: detail, paint: paint.yellow}
    case 'idle':
      if (undelivered > 0) return {text: `${count(undelivered)} not sent`, paint: paint.yellow}
      return {text: row.lastRunId === null ? 'no run yet' : 'ok'}
  }
}

/** In a wide column, and in a narrow one. */
const barWidths = {wide: 12, narrow: 6, from: 40} as const

/** `running ███░░░ 52% 0:14 reading 12,300 rows`; without a bar where nobody knows how much there is. */
function runningText({share, stateAt, detail}: ListRow, {now, width}: CellFrame): string {
  const took = stateAt ? spanText(now.getTime() - stateAt.getTime()) : ''
  const bar = share === null ? '' : barText(share, width < barWidths.from ? barWidths.narrow : barWidths.wide)
  return ['running', bar, took, detail].filter(Boolean).join(' ')
}

function waitingText({stateAt, detail}: ListRow, {now}: CellFrame): string {
  if (!stateAt) return 'waiting'
  const leftMs = stateAt.getTime() - now.getTime()
  if (leftMs > 0) return `again in ${spanText(leftMs)}${detail === '' ? '' : `: ${detail}`}`
  return `waiting ${spanText(-leftMs)}${detail === '' ? '' : ` to try again: ${detail}`}`
}
