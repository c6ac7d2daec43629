import {type LogFields, type Logger, type LogLevel, logLevels} from '../../src/domain/ports/logger.js'

type Logged = {level: LogLevel; event: string; message: string; fields: LogFields}

/** A logger that keeps what it is told; children write to the same list. */
export function fakeLogger(
  lines: Logged[] = [],
  always: LogFields = {},
): Logger & {lines: readonly Logged[]} {
  const methods = logLevels.map(level => [
    level,
    (event: string, message: string, fields: LogFields = {}) =>
      lines.push({level, event, message, fields: {...always, ...fields}}),
  ])
  return {
    lines,
    ...(Object.fromEntries(methods) as Omit<Logger, 'child'>),
    child: fields => fakeLogger(lines, {...always, ...fields}),
  }
}
