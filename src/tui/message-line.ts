import {terminalText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import type {Message} from './message.js'

/** What an action came to, in a line; an empty one where nothing was done. */
export function messageLine(message: Message | null, {width, paint}: {width: number; paint: Paint}): string {
  if (!message) return ''
  const text = truncateText(terminalText(message.text), width)
  return message.kind === 'error' ? paint.red(text) : paint.green(text)
}
