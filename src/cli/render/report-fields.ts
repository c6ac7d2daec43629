import {RevschedError} from '../../domain/errors.js'
import {inChunks} from '../../report/in-chunks.js'
import type {ReportInput} from '../../report/report-input.js'
import {fieldsOf} from '../fields.js'
import {mapped} from './data.js'
import type {Render, ReportFormat} from './report-format.js'

/** Null without `--fields`. `documentOf` gives what JSON would tell where that is not the whole report. */
export type FieldsRenderer = ((documentOf?: (input: ReportInput) => unknown) => Render) | null

type Choice = {fields: string | undefined; format: ReportFormat; isTerminal: boolean}

/**
 * Prints what `--fields` names of a report, or of each deal with `--ndjson`. To be asked before long work: throws `usage` for a name
 * that is none.
 */
export async function fieldsRenderer(
  command: string,
  {fields, format, isTerminal}: Choice,
): Promise<FieldsRenderer> {
  if (fields === undefined) return null
  if (format !== 'text' && format !== 'json' && format !== 'ndjson')
    throw new RevschedError('usage', `--fields does not go with --format ${format}`, {
      hint: 'alone it prints tab-separated values; --json and --ndjson keep the names',
    })
  const {paths, within} = await fieldsOf(fields, {command, isLines: format === 'ndjson'})
  const [{picked, tabLines}, {reportDocument}] = await Promise.all([
    import('../../report/picked-fields.js'),
    import('../../report/json.js'),
  ])
  const {terminalDocument} = await import('../../report/escape.js')
  const tabs = (line: string) => (isTerminal ? terminalDocument(line) : line)
  const json = (value: unknown) => `${JSON.stringify(picked(value, paths))}\n`
  return (documentOf = reportDocument) =>
    input => {
      if (format === 'json') return [json(documentOf(input))]
      if (format === 'ndjson') return inChunks(mapped(reportDocument(input).review.deals, json))
      return inChunks(mapped(tabLines(documentOf(input), paths, within), tabs))
    }
}
