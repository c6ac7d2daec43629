import type {Output} from '../io.js'

/** One JSON document and a line break: indented for a reader at a terminal, one line in a pipe. */
export function printJson(output: Output, value: unknown): Promise<void> {
  return output.write(`${JSON.stringify(value, null, output.isTerminal ? 2 : undefined)}\n`)
}

/** One JSON object a line. */
export function printNdjson(output: Output, values: Iterable<unknown>): Promise<void> {
  return output.write(lines(values))
}

function* lines(values: Iterable<unknown>): Iterable<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`
}
