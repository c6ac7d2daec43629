import {terminalJson} from '../../report/escape.js'
import type {Output} from '../io.js'

/** One JSON document and a line break: indented for a reader at a terminal, one line in a pipe. */
export function printJson(output: Output, value: unknown): Promise<void> {
  const {isTerminal} = output
  const text = `${JSON.stringify(value, null, isTerminal ? 2 : undefined)}\n`
  return output.write(isTerminal ? terminalJson(text) : text)
}

/** One JSON object a line. */
export function printNdjson(output: Output, values: Iterable<unknown>): Promise<void> {
  return output.write(lines(values, output))
}

function* lines(values: Iterable<unknown>, {isTerminal}: Output): Iterable<string> {
  for (const value of values) {
    const line = `${JSON.stringify(value)}\n`
    yield isTerminal ? terminalJson(line) : line
  }
}
