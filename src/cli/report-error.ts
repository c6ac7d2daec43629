import {messageOf, RevschedError} from '../domain/errors.js'
import {terminalText, wrapText} from '../report/escape.js'
import {exitCodes} from './exit-codes.js'
import type {Output} from './io.js'

type ErrorStyle = {isJson: boolean; isDebug: boolean}

/**
 * Prints an error on stderr, as text or as JSON, and gives the exit code, also where stderr takes no more. Nothing secret is
 * ever in a message.
 */
export async function reportError(
  error: unknown,
  output: Output,
  {isJson, isDebug}: ErrorStyle,
): Promise<number> {
  const known = error instanceof RevschedError
  const code = known ? error.code : 'internal'
  const message = messageOf(error)
  const hint = known
    ? (error.hint ?? null)
    : 'this is a bug in revsched: please report it with the output of --debug'
  const text = isJson
    ? `${JSON.stringify({error: {code, message, hint}})}\n`
    : errorText(message, hint, output)
  const stack = isDebug && error instanceof Error ? [`${stackOf(error)}\n`] : []
  await output.write([text, ...stack]).catch(() => undefined)
  return known ? exitCodes[error.code] : 1
}

function errorText(message: string, hint: string | null, output: Output): string {
  const lines = message.split('\n').map(terminalText)
  const hintLine = hint ? `${output.paint.dim('hint:')}${fitted(6, terminalText(hint), output)}` : ''
  const [first = '', ...more] = lines
  const rest = more.map(line => `${line}\n`).join('')
  return `${output.paint.red('error:')}${fitted(7, first, output)}${rest}${hintLine}`
}

/** Broken between words in a terminal, below its own start; whole in a pipe, where a script looks for it. */
function fitted(margin: number, text: string, {isTerminal, width}: Output): string {
  const indent = ' '.repeat(margin)
  const lines = isTerminal ? wrapText(text, width, {first: indent, next: indent}) : [indent + text]
  return `${lines.join('\n').slice(margin - 1)}\n`
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
