import type {Run} from '../../domain/run/run.js'
import {localText} from '../../domain/schedule/local-time.js'
import {count} from '../../report/amounts.js'
import type {Paint} from '../../report/paint.js'
import {relativeTime} from '../../report/relative-time.js'
import {scoreCell} from './score-cell.js'
import {shortLocalText} from './short-local-text.js'
import type {Cell} from './table.js'

/** The columns of `history`. */
export const runColumns = [
  {title: 'RUN'},
  {title: 'REVIEW', canShrink: true},
  {title: 'WHEN', shorten: shortWhen, dropRank: 5},
  {title: 'AGO', align: 'right' as const, dropRank: 1},
  {title: 'STATUS'},
  {title: 'SCORE', align: 'right' as const},
  {title: 'DEALS', align: 'right' as const, dropRank: 3},
  {title: 'FINDINGS', align: 'right' as const, dropRank: 4},
  {title: 'HIGH RISK', align: 'right' as const, dropRank: 2},
]

/** Of `history`, where any of its runs was to be delivered. */
export const deliveredColumn = {title: 'DELIVERED', dropRank: 6}

/** The cells of a run in `runColumns`. What never started stands at the time it was due. */
export function runCells(run: Run, {zone, now, paint}: {zone: string; now: Date; paint: Paint}): Cell[] {
  const at = run.startedAt ?? run.scheduledFor ?? run.createdAt
  const number = (value: number | null) => (value === null ? '' : count(value))
  return [
    run.id.slice(0, 8),
    run.reviewName,
    run.rangeUntil ? `${localText(at, zone)}${to}${localText(run.rangeUntil, zone)}` : localText(at, zone),
    relativeTime(run.rangeUntil ?? at, now).replace(/ ago$/, ''),
    run.status === 'failed' ? {text: run.status, paint: paint.red} : statusText(run),
    run.status === 'completed' ? scoreCell(run.healthScore, run.status, paint) : '',
    number(run.dealsAnalyzed),
    number(run.issuesFound),
    number(run.highRiskDeals),
  ]
}

/** A long row of misses has one record. */
function statusText({status, missedCount}: Run): string {
  return missedCount === null ? status : `${count(missedCount)} ${status}`
}

/** Between the first and the last time of such a record. */
const to = ' to '

function shortWhen(text: string): string {
  const short = (time: string) => shortLocalText(time).replace(/^\w+ /, '')
  return text.split(to).map(short).join(to)
}

/** In a table that goes on, what was a moment ago is not for long. */
export const followedColumns = runColumns.filter(({title}) => title !== 'AGO')

export function followedCells(...given: Parameters<typeof runCells>): Cell[] {
  return runCells(...given).filter((_, index) => runColumns[index]!.title !== 'AGO')
}

/** As wide as most rows are, so that those to come stand below. */
export const followedExample = ['00000000', '', 'Wed 30 Nov 2026 00:00 +00:00', 'completed', '', '', '', '']
