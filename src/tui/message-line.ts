import {terminalText, truncateText, wrapText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import type {Message} from './message.js'

/** What an action came to, in a line; an empty one where nothing was done. */
export function messageLine(message: Message | null, {width, paint}: {width: number; paint: Paint}): string {
  if (!message) return ''
  const text = truncateText(terminalText(message.text), width)
  return message.kind === 'error' ? paint.red(text) : paint.green(text)
}

/** Next steps stand at the end of a message, and are not to be cut off: it has more lines where the terminal is narrow. */
const mostLines = 3

/** The same where the lines above can make room. */
export function messageLines(message: Message, {width, paint}: {width: number; paint: Paint}): string[] {
  const lines = wrapText(terminalText(message.text), width, {first: '', next: ''})
  const color = message.kind === 'error' ? paint.red : paint.green
  const [text = '', ...more] = lines.slice(mostLines - 1)
  const last = more.length === 0 ? text : `${truncateText(text, width - 1)}…`
  return [...lines.slice(0, mostLines - 1), last].filter(Boolean).map(line => color(line))
}
