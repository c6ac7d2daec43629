/**
 * Everything that can go wrong in a way a person can act on. A code maps to one exit code (`cli/exit-codes.ts`)
 * and stands in the JSON form of the error; an error without a code is a bug.
 */
export type ErrorCode =
  | 'usage'
  | 'not-found'
  | 'conflict'
  | 'config'
  | 'source-failed'
  | 'delivery-failed'
  | 'busy'
  | 'threshold'
  | 'storage'
  | 'unhealthy'
  | 'forbidden'
  | 'interrupted'
  | 'terminated'

type ErrorOptions = {
  /** The next step for the reader, as a sentence or a command. */
  hint?: string
  cause?: unknown
}

/** Messages are lower case, without a full stop, with the bad value in quotes; never a secret or a whole CRM record. */
export class RevschedError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = 'RevschedError'
    this.code = code
    this.hint = options.hint
  }
}
