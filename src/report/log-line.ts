import type {LogRecord} from '../domain/ports/logger.js'
import {terminalText} from './escape.js'

/** A line of the log for a person at a terminal: `2026-11-16T06:00:00Z info  run-started: weekly  run=1a2b attempt=1`. */
export function logLine({time, level, event, message, ...fields}: LogRecord): string {
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${valueText(value)}`)
  const start = `${time.replace(/\.\d+Z$/, 'Z')} ${level.padEnd(5)} ${event}: ${message}`
  return terminalText(pairs.length > 0 ? `${start} ${pairs.join('')}` : start)
}

function valueText(value: string | number | boolean | null): string {
  return typeof value === 'string' && !/^[\w.:/@+-]+$/.test(value) ? JSON.stringify(value) : String(value)
}
