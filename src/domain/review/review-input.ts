import {RevschedError} from '../errors.js'
import {blocksBehind, DamagedBlocks, unpacked} from '../packed-blocks.js'
import type {DealSink, SourceReport} from '../ports/deal-source.js'
import type {AskedFields, Ruleset} from '../rules/rule.js'
import type {Analysis} from './analysis.js'
import type {DealField} from './deal.js'
import {needsFiscalYear} from './needed-fields.js'
import {PipelineReview, type PreviousReview, type ReviewOptions} from './pipeline-review.js'
import {dealsIn, type RecordedColumns} from './recorded-columns.js'

/*
 * What a review was made from: packed blocks (packed-blocks.ts) behind "RVI1". The first is what the source said of itself and what it
 * was asked for, the last what it said in the end and how the deals were judged; between them are the deals in the order in which they
 * came, after the filter, each block a column per field (recorded-columns.ts).
 */

export const inputMark = 'RVI1'

type Source = Parameters<DealSink['begin']>[0]

/** What a source was asked for. */
export type Asked = AskedFields & {fiscalYear: boolean}

type Head = {
  fields: readonly DealField[]
  customFields?: readonly string[]
  stageOrders?: readonly (readonly string[])[]
  fiscalYearStartMonth?: number
  asked: {fields: readonly DealField[]; customFields: readonly string[]; fiscalYear: boolean}
}

export type InputEnd = {
  label: string
  report: SourceReport
  /** ISO 8601 UTC. */
  asOf: string
} & Pick<ReviewOptions, 'timeZone' | 'stageOrder' | 'filterText'>

/** Left out is another thing than null to who reads it. */
export function packedHead(source: Source, asked: Asked): Head {
  const {fields, customFields, stageOrders, fiscalYearStartMonth} = source
  return {
    fields: [...fields],
    ...(customFields && {customFields: [...customFields]}),
    ...(stageOrders && {stageOrders}),
    ...(fiscalYearStartMonth !== undefined && {fiscalYearStartMonth}),
    asked: {...asked, fields: [...asked.fields], customFields: [...asked.customFields]},
  }
}

export type ReviewInput = {head: Head; blocks: readonly Buffer[]; end: InputEnd}

/** Throws `storage` when the bytes are not the deals of a review, of another version, or damaged anywhere. */
export function decodeInput(bytes: Uint8Array): ReviewInput {
  return orUnreadable(() => {
    const start = Buffer.from(bytes.subarray(0, inputMark.length)).toString('latin1')
    if (/^RVI\d$/.test(start) && start !== inputMark)
      throw new DamagedBlocks('another version of revsched wrote them')
    const [first, ...others] = blocksBehind(inputMark, bytes)
    const last = others.pop()
    if (!first || !last) throw new DamagedBlocks('they are cut off')
    return {head: unpacked<Head>(first), blocks: others, end: unpacked<InputEnd>(last)}
  })
}

/** What a review of the same deals under other rules would have found; with its own rules, what it did find. */
export function reviewAgain(
  {head, blocks, end}: ReviewInput,
  ruleset: Ruleset,
  {previous, warnings}: {previous: PreviousReview | null; warnings: readonly string[]},
): Analysis {
  const {label, report, asOf, ...judged} = end
  const asked = {fields: new Set(head.asked.fields), customFields: new Set(head.asked.customFields)}
  const review = new PipelineReview({...judged, ruleset, asOf: new Date(asOf), asked})
  const {asked: _, fields, customFields = head.asked.customFields, ...source} = head
  // A file tells all of its columns, also those whose values nobody asked for.
  const fetched = customFields.filter(name => asked.customFields.has(name))
  review.begin({...source, fields: new Set(fields), customFields: new Set(fetched)})
  for (const block of blocks) review.add(dealsIn(orUnreadable(() => unpacked<RecordedColumns>(block))))
  const notes = [...report.warnings, ...warnings, ...yearWarnings(head, {report, ruleset})]
  return review.finish({label, report: {...report, warnings: notes}}, previous)
}

function yearWarnings(
  {asked}: Head,
  {report, ruleset}: {report: SourceReport; ruleset: Ruleset},
): readonly string[] {
  if (asked.fiscalYear || report.fiscalYearStartMonth !== undefined || !needsFiscalYear(ruleset)) return []
  return ['quarters are those of the calendar: the review did not ask when the fiscal year begins']
}

function orUnreadable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DamagedBlocks)) throw error
    throw new RevschedError('storage', `the stored deals of a review cannot be read: ${error.message}`, {
      hint: 'revsched db check tells which ones; others can be scored again',
      cause: error,
    })
  }
}
