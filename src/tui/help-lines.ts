import {padText, truncateText} from '../report/escape.js'
import type {Frame} from './list-lines.js'

const keys: readonly (readonly [string, string] | null)[] = [
  ['↑ ↓  j k', 'select, scroll'],
  ['page up, page down', 'a page'],
  ['home end  g G', 'the first, the last'],
  ['enter', 'open a review, the deals of a rule or an owner, a deal'],
  ['esc', 'back; or no filter any more'],
  ['/', 'filter by name as you type'],
  ['s', 'sort: name, next due, score, last run'],
  null,
  ['r', 'run now: queues it at the daemon'],
  ['p', 'pause, resume'],
  ['c', 'cancel the run that waits or runs'],
  ['o', 'open the report of the last run in the browser'],
  ['l', 'log of runs and of the daemon'],
  null,
  ['tab  1 2 3', 'of a review: rules, owners, deals'],
  ['[ ]', 'of a review: an older run, a newer one'],
  ['ctrl-z', 'to the shell; fg comes back'],
  ['q  ctrl-c', 'quit'],
]

/** In a low terminal the groups stand without a line between them. */
export function helpLines({
  rows,
  columns: width,
  paint,
}: Pick<Frame, 'rows' | 'columns' | 'paint'>): string[] {
  const room = rows - 1 - 3
  const shown = keys.length > room ? keys.filter(entry => entry !== null) : keys
  return [
    paint.bold('keys'),
    ...shown
      .slice(0, Math.max(1, room))
      .map(entry => (entry ? truncateText(`  ${padText(entry[0], 20)}${entry[1]}`, width) : '')),
    '',
    paint.dim(truncateText('any key goes back', width)),
  ]
}
