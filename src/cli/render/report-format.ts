import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import type {RunTrends} from '../../domain/ports/store.js'
import type {Analysis} from '../../domain/review/analysis.js'
import type {Baseline} from '../../domain/review/since-baseline.js'
import type {Run} from '../../domain/run/run.js'
import {terminalDocument, terminalJson} from '../../report/escape.js'
import {plainPaint} from '../../report/paint.js'
import type {ReportInput} from '../../report/report-input.js'
import type {CommandContext, Host} from '../context.js'
import {filePath, flag, oneOf, text} from '../inputs.js'
import type {Output} from '../io.js'

const reportFormats = ['text', 'json', 'ndjson', 'markdown', 'html', 'csv', 'xlsx'] as const

export type ReportFormat = (typeof reportFormats)[number]

/** Written piece by piece; a workbook is one file of bytes. */
type TextFormat = Exclude<ReportFormat, 'xlsx'>

export const reportFlags = [
  {syntax: '--format <format>', describe: 'How to print the review (default text)', choices: reportFormats},
  {syntax: '--output <file>', describe: 'Write it to a file instead of the terminal'},
  {
    syntax: '--all-deals',
    describe: 'Every open deal in JSON and HTML, not only the 1,000 that cost most points',
  },
  {syntax: '--json', describe: 'The same as --format json'},
  {syntax: '--ndjson', describe: 'The same as --format ndjson: a deal a line'},
  {
    syntax: '--fields <names>',
    describe: 'Only these, as run.id,review.score: tab-separated, or within --json; of a deal with --ndjson',
  },
]

/** What the flags above are parsed to. */
export const reportInput = {
  format: z._default(oneOf(reportFormats), 'text'),
  output: z.optional(filePath('--output', 'review.html')),
  allDeals: flag(),
  json: flag(),
  ndjson: flag(),
  fields: z.optional(text()),
}

export function formatOf({format, json, ndjson}: {format: ReportFormat; json: boolean; ndjson: boolean}) {
  return json ? 'json' : ndjson ? 'ndjson' : format
}

export type Render = (input: ReportInput) => Iterable<string>

export type ReportChoice = {
  format: ReportFormat
  output: string | undefined
  allDeals: boolean
  /** Something else than the whole report in that format. */
  render?: Render
}

export type Reviewed = {
  run: Run
  analysis: Analysis
  trends?: RunTrends
  baseline?: Baseline
  stored?: ReportInput['stored']
  delivered?: ReportInput['delivered']
  /** Of its scheduled review. */
  locale?: ReportInput['locale']
}

/** Says before long work what cannot be written. */
export async function checkOutput(
  host: Pick<Host, 'checkWritable'>,
  {format, output}: Pick<ReportChoice, 'format' | 'output'>,
): Promise<void> {
  if (output !== undefined) await host.checkWritable(output)
  else if (format === 'xlsx') throw noOutput()
}

function noOutput(): RevschedError {
  return new RevschedError('usage', 'a workbook is written to a file, and none is named', {
    hint: 'add --output review.xlsx',
  })
}

/** Prints a review to stdout, or writes it to a file whole or not at all. */
export async function writeReport(
  context: Pick<CommandContext, 'host' | 'io'>,
  reviewed: Reviewed,
  choice: ReportChoice,
): Promise<void> {
  const {io, host} = context
  const {format, output, render} = choice
  if (output === undefined) {
    if (format === 'xlsx') throw noOutput()
    const chunks = (render ?? (await rendererOf(format)))(inputOf(reviewed, choice, io.out))
    return io.out.write(io.out.isTerminal ? forTerminal(chunks, format) : chunks)
  }
  const input = inputOf(reviewed, choice, {...io.out, isTerminal: false, width: 100, paint: plainPaint})
  await host.writeFile(
    output,
    format === 'xlsx' ? [await workbook(input)] : (render ?? (await rendererOf(format)))(input),
  )
  await io.err.write(`wrote ${output}\n`)
}

async function workbook(input: ReportInput): Promise<Uint8Array> {
  return (await import('../../report/xlsx.js')).xlsxReport(input)
}

/** Text and Markdown escape what they hold themselves; the others are data, which only a terminal must not obey. */
function* forTerminal(chunks: Iterable<string>, format: TextFormat): Iterable<string> {
  const escapes = {
    text: null,
    markdown: null,
    html: terminalDocument,
    csv: terminalDocument,
    json: terminalJson,
    ndjson: terminalJson,
  }
  const shown = escapes[format]
  for (const chunk of chunks) yield shown ? shown(chunk) : chunk
}

function inputOf(
  {run, analysis, trends = [], baseline, stored, delivered, locale = null}: Reviewed,
  choice: ReportChoice,
  output: Output,
): ReportInput {
  const {width, paint} = output
  return {
    title: run.reviewName,
    run,
    analysis,
    ...(stored && {stored}),
    ...(delivered && {delivered}),
    trends,
    ...(baseline && {baseline}),
    allDeals: choice.allDeals,
    width: Math.min(width, 120),
    paint,
    locale,
  }
}

async function rendererOf(format: TextFormat): Promise<Render> {
  switch (format) {
    case 'text':
      return (await import('../../report/text.js')).textReport
    case 'json':
      return (await import('../../report/json.js')).jsonReport
    case 'ndjson':
      return (await import('../../report/json.js')).dealLines
    case 'markdown':
      return (await import('../../report/markdown.js')).markdownReport
    case 'html':
      return (await import('../../report/html.js')).htmlReport
    case 'csv':
      return (await import('../../report/csv.js')).csvReport
  }
}
