import {fstatSync} from 'node:fs'
import {isatty} from 'node:tty'
import {pino} from 'pino'
import type {Clock} from '../domain/ports/clock.js'
import {
  type LeveledLogger,
  type Logger,
  type LogLevel,
  type LogRecord,
  logLevels,
} from '../domain/ports/logger.js'
import {byteOutput} from './byte-output.js'
import {wholeLines} from './whole-lines.js'

/** Priorities of the journal (RFC 5424), so that `journalctl -p warning` finds what it should. */
const priorities: Readonly<Record<LogLevel, number>> = {error: 3, warn: 4, info: 6, debug: 7}

type LogTarget = {
  /** 2 is standard error. */
  descriptor: number
  env: NodeJS.ProcessEnv
  /** The line for a terminal. */
  readable: (record: LogRecord) => string
}

/**
 * The log of a program that runs for good: readable lines on a terminal, JSON elsewhere, with a priority in front of it where the
 * journal reads. It neither waits for a reader nor ends with one.
 */
export function createLogger(clock: Clock, level: LogLevel, target: LogTarget): LeveledLogger {
  const format = formatFor(target)
  const time = () => clock.now().toISOString()
  const write = wholeLines(byteOutput(target.descriptor), dropped =>
    format(
      `${JSON.stringify({
        level: 'warn',
        time: time(),
        event: 'log-lines-dropped',
        dropped,
        message: `${dropped} lines are missing here: they could not be written`,
      })}\n`,
    ),
  )
  const lines = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"time":"${time()}"`,
      formatters: {level: label => ({level: label})},
    },
    {write: line => write(format(line))},
  )
  return {
    ...loggerOver(lines),
    setLevel(chosen) {
      lines.level = chosen
    },
  }
}

function loggerOver(lines: Pick<pino.Logger, LogLevel | 'child'>): Logger {
  const methods = logLevels.map(level => [
    level,
    (event: string, message: string, fields: object = {}) => lines[level]({event, ...fields}, message),
  ])
  return {
    ...(Object.fromEntries(methods) as Omit<Logger, 'child'>),
    child: fields => loggerOver(lines.child(fields)),
  }
}

/** From the line that pino makes to the one that is written. */
function formatFor({descriptor, env, readable}: LogTarget): (line: string) => string {
  if (isatty(descriptor)) return line => `${readable(JSON.parse(line))}\n`
  if (!isJournal(descriptor, env.JOURNAL_STREAM)) return line => line
  return line => {
    // pino writes the level first.
    const level = line.slice('{"level":"'.length, line.indexOf('"', '{"level":"'.length)) as LogLevel
    return `<${priorities[level]}>${line}`
  }
}

/** JOURNAL_STREAM is device and inode of what systemd connected to the journal: a redirection has others (systemd.exec(5)). */
function isJournal(descriptor: number, journalStream = ''): boolean {
  if (journalStream === '') return false
  try {
    const {dev, ino} = fstatSync(descriptor, {bigint: true})
    return journalStream === `${dev}:${ino}`
  } catch {
    return false
  }
}
