import {truncateText} from '../report/escape.js'
import {hintLine} from './key-hints.js'
import {type KeyName, movedTo} from './keys.js'
import type {Frame} from './list-lines.js'
import type {LogEntry} from './log-entries.js'
import type {Message} from './message.js'
import {messageLine} from './message-line.js'

const linesAround = 3

/** `fromEnd`: so many entries below the last one that is seen; 0 follows what comes. */
export function logLines(
  {entries, fromEnd, message}: {entries: readonly LogEntry[]; fromEnd: number; message: Message | null},
  frame: Frame,
): string[] {
  const {columns: width, rows, paint} = frame
  const page = logPage(rows)
  const end = entries.length - Math.min(fromEnd, Math.max(0, entries.length - page))
  const seen = entries.slice(Math.max(0, end - page), end)
  const color = {done: (text: string) => text, open: paint.cyan, bad: paint.red, event: paint.dim}
  const body = seen.map(({text, kind}) => color[kind](truncateText(text, width)))
  const place = fromEnd > 0 ? `${entries.length - end} newer below; end follows again` : 'follows what comes'
  return [
    paint.bold(truncateText(`log: ${place}`, width)),
    ...(body.length > 0 ? body : ['  nothing yet']),
    ...Array<string>(Math.max(0, page - Math.max(1, body.length))).fill(''),
    messageLine(message, {width, paint}),
    hintLine(
      [
        ['↑↓', 'scroll'],
        ['end', 'follow'],
        ['esc', 'back'],
        ['?', 'help'],
        ['q', 'quit'],
      ],
      {width, paint},
    ),
  ]
}

export function logPage(rows: number): number {
  return Math.max(1, rows - 1 - linesAround)
}

/** Where a key leads; null for one that does not scroll. */
export function scrolledTo(
  key: KeyName,
  fromEnd: number,
  {count, page}: {count: number; page: number},
): number | null {
  const last = Math.max(0, count - page)
  const from = last - Math.min(fromEnd, last)
  const to = movedTo(key, from, {count: last + 1, page})
  return to === null ? null : last - to
}
