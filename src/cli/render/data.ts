import {terminalDocument} from '../../report/escape.js'
import type {Output} from '../io.js'
import {printJson, printNdjson} from './json.js'

type DataChoice = {json: boolean; ndjson?: boolean; fields?: string | undefined}

/** What a command has to print: a document, and, where it can be many, its rows. */
type Data = {document: unknown; rows?: Iterable<unknown>}

/** A list, of which each element is a row. */
export function rowsOf(list: readonly unknown[]): Data {
  return {document: list, rows: list}
}

/** Null where none of the flags is given and a person reads. */
export type DataPrinter = ((output: Output, data: Data) => Promise<void>) | null

/**
 * Prints as `--json`, `--ndjson` and `--fields` ask for. `--fields` alone prints
 * tab-separated values, a line for each row, so that a script needs no jq. Fields are looked up at once: nothing runs for a wrong one.
 */
export async function dataPrinter(
  command: string,
  {json, ndjson = false, fields}: DataChoice,
  {hasRows}: {hasRows: boolean},
): Promise<DataPrinter> {
  if (fields !== undefined) {
    const {fieldsOf} = await import('../fields.js')
    const chosen = await fieldsOf(fields, {command, isLines: hasRows && !json})
    const {picked, tabLines} = await import('../../report/picked-fields.js')
    if (json) return (output, {document}) => printJson(output, picked(document, chosen.paths))
    if (ndjson)
      return (output, {rows = []}) =>
        printNdjson(
          output,
          mapped(rows, row => picked(row, chosen.paths)),
        )
    return (output, {document, rows = [document]}) =>
      printTabs(
        output,
        flat(rows, row => tabLines(row, chosen.paths, chosen.within)),
      )
  }
  if (json) return (output, {document}) => printJson(output, document)
  if (ndjson) return (output, {rows = []}) => printNdjson(output, rows)
  return null
}

function printTabs(output: Output, lines: Iterable<string>): Promise<void> {
  return output.write(output.isTerminal ? mapped(lines, terminalDocument) : lines)
}

export function* mapped<From, To>(items: Iterable<From>, convert: (item: From) => To): Iterable<To> {
  for (const item of items) yield convert(item)
}

function* flat<From, To>(items: Iterable<From>, convert: (item: From) => Iterable<To>): Iterable<To> {
  for (const item of items) yield* convert(item)
}
