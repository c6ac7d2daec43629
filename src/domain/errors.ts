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
  | 'auth'
  | 'quota'
  | 'rate-limited'
  | 'unreachable'
  | 'tls'
  | 'incomplete'
  | 'schema'
  | 'not-the-crm'
  | 'timeout'
  | 'crashed'
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
  /** What failed may succeed when it is tried again, without anybody's help: false unless told. */
  canPass?: boolean
  /** The other side asked not to be tried again before this time has gone by. */
  retryAfterMs?: number
}

/** Messages are lower case, without a full stop, with the bad value in quotes; never a secret or a whole CRM record. */
export class RevschedError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly canPass: boolean
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    this.name = 'RevschedError'
    this.code = code
    this.hint = options.hint
    this.canPass = options.canPass ?? false
    this.retryAfterMs = options.retryAfterMs
  }
}

/** What is thrown need not be an error. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
