import {type ErrorCode, RevschedError} from './errors.js'

/** An error as data, for another thread or process: a structured clone of it would lose its class and all but message and stack. */
export type PlainError = {
  code: ErrorCode | null
  message: string
  hint: string | undefined
  canPass: boolean
  retryAfterMs: number | undefined
  stack: string | undefined
}

const bug = {code: null, hint: undefined, canPass: false, retryAfterMs: undefined}

export function plainError(error: unknown): PlainError {
  const {message, stack} = error instanceof Error ? error : new Error(String(error))
  const {code, hint, canPass, retryAfterMs} = error instanceof RevschedError ? error : bug
  return {code, message, hint, canPass, retryAfterMs, stack}
}

/** An error without a code is a bug: its stack is that of where it was thrown, for `--debug`. */
export function errorOf({code, message, stack, hint, canPass, retryAfterMs}: PlainError): Error {
  const options = {canPass, ...(hint && {hint}), ...(retryAfterMs !== undefined && {retryAfterMs})}
  const error = code === null ? new Error(message) : new RevschedError(code, message, options)
  if (stack !== undefined) error.stack = stack
  return error
}
