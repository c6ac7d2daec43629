/** What an operator may read: numbers, names of reviews, ids of runs. Never deals, never a secret, never a CRM's answer. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>

type Log = (event: string, message: string, fields?: LogFields) => void

/**
 * What the daemon tells about itself. `event` is a stable name to search for (`run-finished`), `message` a line for people.
 * Logging neither throws nor waits: a line that cannot be written is dropped and counted.
 */
export type Logger = {
  error: Log
  warn: Log
  info: Log
  debug: Log
  /** A logger that adds `fields` to every line: of one run, of one thread. */
  child(fields: LogFields): Logger
}
