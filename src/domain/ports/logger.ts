/** From what needs a person to what only explains. */
export const logLevels = ['error', 'warn', 'info', 'debug'] as const

export type LogLevel = (typeof logLevels)[number]

/** What an operator may read: numbers, names of reviews, ids of runs. Never deals, never a secret, never a CRM's answer. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

type Log = (event: string, message: string, fields?: LogFields) => void

/**
 * What the daemon tells about itself. `event` is a stable name to search for (`run-finished`), `message` a line for people.
 * Logging neither throws nor waits: a line that cannot be written is dropped and counted.
 */
export type Logger = Readonly<Record<LogLevel, Log>> & {
  /** A logger that adds `fields` to every line: of one run, of one thread. */
  child(fields: LogFields): Logger
}

/** The log of the daemon, which may be told to say more or less while it runs. */
export type LeveledLogger = Logger & {setLevel(level: LogLevel): void}

/** One line of the log, before it is text. */
export type LogRecord = {time: string; level: LogLevel; event: string; message: string} & LogFields
