import {RevschedError} from '../domain/errors.js'
import {terminalText} from '../report/escape.js'
import {exitCodes} from './exit-codes.js'
import type {Output} from './io.js'

export type ErrorStyle = {isJson: boolean; isDebug: boolean}

/** Prints an error on stderr, as text or as JSON, and gives the exit code. Nothing secret is ever in a message. */
export async function reportError(
  error: unknown,
  output: Output,
  {isJson, isDebug}: ErrorStyle,
): Promise<number> {
  const known = error instanceof RevschedError
  const code = known ? error.code : 'internal'
  const message = error instanceof Error ? error.message : String(error)
  const hint = known
    ? (error.hint ?? null)
    : 'this is a bug in revsched: please report it with the output of --debug'
  if (isJson) await output.write(`${JSON.stringify({error: {code, message, hint}})}\n`)
  else await output.write(errorText(message, hint, output))
  if (isDebug && error instanceof Error) await output.write(`${stackOf(error)}\n`)
  return known ? exitCodes[error.code] : 1
}

function errorText(message: string, hint: string | null, {paint}: Output): string {
  const lines = message.split('\n').map(terminalText)
  const hintLine = hint ? `${paint.dim('hint:')} ${terminalText(hint)}\n` : ''
  return `${paint.red('error:')} ${lines.join('\n')}\n${hintLine}`
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
