import type {Overview} from '../../app/overview.js'
import {runJson} from '../../report/run-json.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {type ListColumn, listCell, listColumns} from '../../tui/list-cells.js'
import {daemonTexts, problemTexts, queueTexts} from '../../tui/list-header.js'
import {listRow} from '../../tui/list-row.js'
import type {Output} from '../io.js'
import {type Cell, table} from './table.js'

const growing = new Set<ListColumn>(['name', 'connection', 'state'])

/** `top` without a terminal to draw on: as it is at one moment, all rows of it. */
export async function overviewText(
  overview: Overview,
  {timeZone, output}: {timeZone: string; output: Output},
): Promise<string> {
  const {at: now, status, reviews} = overview
  const {paint} = output
  const head = [
    ['revsched', ...daemonTexts(status, {now, timeZone})].join('  '),
    queueTexts(status, {reviews: reviews.length, now}).join('  '),
    ...problemTexts(status),
  ]
    .map(line => `${line}\n`)
    .join('')
  if (reviews.length === 0)
    return `${head}\nno scheduled reviews yet; revsched add makes one, revsched demo shows what it does\n`
  const rows = reviews.map(review => {
    const row = listRow(review)
    return columns.map(({key}): Cell => {
      const {text, paint: color} = listCell[key](row, {now, paint, width: 0})
      return color ? {text, paint: color} : text
    })
  })
  return `${head}\n${await table(columns, rows, output)}`
}

/** As on the screen, but as wide as they need. */
const columns = listColumns.map(({key, title, align = 'left', dropRank}) => ({
  key,
  title,
  align,
  ...(dropRank !== undefined && {dropRank}),
  ...(growing.has(key) && {canShrink: true}),
}))

/** The same for a script. */
export function overviewJson({at, status, reviews}: Overview) {
  return {
    at: at.toISOString(),
    status,
    reviews: reviews.map(({running, waiting, results, ...listing}) => ({
      ...scheduledReviewJson(listing),
      running: running && {...runJson(running.run), progress: running.progress},
      waiting: waiting && runJson(waiting),
      results: results.map(result => ({...result, completedAt: result.completedAt.toISOString()})),
    })),
  }
}
