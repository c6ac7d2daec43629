import {setImmediate as breathe} from 'node:timers/promises'
import {named} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import type {DealSink, DealsPart, ReadOptions, Refusal} from '../../domain/ports/deal-source.js'
import type {Deal, DealField} from '../../domain/review/deal.js'
import {OwnerEmailIndex} from '../../domain/review/owner-emails.js'
import {PartProgress} from '../crm/part-progress.js'
import {type MapContext, mapRecord, valueAt} from './map-record.js'
import {ownerEmail} from './owner-emails.js'
import type {SalesforceRecord} from './query-page.js'

/** Deals handed on at a time. */
const batchSize = 250

/** Above this share of records with values of a wrong type, they are not deals as this version knows them. */
const mostRefused = 0.05

const refusalsKept = 20

/** What a record needs to become a deal. */
export type Frame = {
  fields: ReadonlySet<DealField>
  context: MapContext
  stageOrders: readonly (readonly string[])[]
  fiscalYearStartMonth?: number
}

type PassOptions = {
  /** Asked for beside the first page. */
  ready: Promise<Frame>
  bytes(): number
  onProgress: ReadOptions['onProgress']
  /** Whether the addresses of owners are gathered. */
  hasEmails: boolean
}

/** One reading of all deals, handed to the sink in batches. */
export class DealPass {
  readonly #sink: DealSink
  readonly #options: PassOptions
  /** Those that closed while the open ones were read. */
  readonly #closedMeanwhile = new Set<string>()
  readonly #parts = new PartProgress()
  /** Of owners of open deals; null where nobody asked. */
  readonly emails: OwnerEmailIndex | null
  rowsRead = 0
  refusedCount = 0
  readonly refusals: Refusal[] = []

  constructor(sink: DealSink, options: PassOptions) {
    this.#sink = sink
    this.#options = options
    this.emails = options.hasEmails ? new OwnerEmailIndex() : null
  }

  async begin(dealsExpected: number): Promise<void> {
    const {context, ...told} = await this.#options.ready
    this.#sink.begin({...told, customFields: new Set(context.plan.custom), dealsExpected})
  }

  /** What comes next, and how many of them. The number of all may be known late: the next rows tell it. */
  expect(of: DealsPart['of'], rowsTotal: number): void {
    this.#parts.begin(of, {rowsTotal, rowsRead: this.rowsRead})
    if (of !== 'all') this.#tellProgress()
  }

  async takeOpen(rows: readonly SalesforceRecord[]): Promise<void> {
    for await (const deals of this.#mapped(rows)) {
      for (const {outcome, id} of deals) if (outcome !== 'open') this.#closedMeanwhile.add(id)
      this.#sink.add(deals)
    }
  }

  /** A deal that was seen closed before is not given twice. */
  async takeClosed(rows: readonly SalesforceRecord[]): Promise<void> {
    for await (const deals of this.#mapped(rows))
      this.#sink.add(deals.filter(({id}) => !this.#closedMeanwhile.has(id)))
  }

  mustBeReadable(label: string): void {
    if (this.refusedCount <= this.rowsRead * mostRefused) return
    const {row, column, value, reason} = this.refusals[0]!
    const message = `${this.refusedCount} of ${this.rowsRead} opportunities of ${label} cannot be read; the first: record ${row}, "${column}" is "${value}": ${reason}`
    const hint =
      'another API version may give them as they are known here: revsched connection edit <name> --api-version 66.0'
    throw named(new RevschedError('schema', message, {hint}), label)
  }

  warnings(): string[] {
    const count = this.#closedMeanwhile.size
    if (count === 0) return []
    return [
      `${count} ${count === 1 ? 'deal was' : 'deals were'} closed while the pipeline was read; they count as closed`,
    ]
  }

  /** A few at a time: the call for the next page, and a wish to stop, have their turn between them. */
  async *#mapped(rows: readonly SalesforceRecord[]): AsyncGenerator<Deal[]> {
    const {context} = await this.#options.ready
    for (let at = 0; at < rows.length; at += batchSize) {
      await breathe()
      const deals = rows.slice(at, at + batchSize).map(record => this.#dealOf(record, context))
      yield deals.filter(deal => deal !== null)
      this.#tellProgress()
    }
  }

  #dealOf(record: SalesforceRecord, context: MapContext): Deal | null {
    this.rowsRead++
    const result = mapRecord(record, context)
    if ('id' in result) {
      if (this.emails && result.outcome === 'open') noteEmail(this.emails, result, record)
      return result
    }
    this.refusedCount++
    if (this.refusals.length < refusalsKept) this.refusals.push({row: this.rowsRead, ...result})
    return null
  }

  #tellProgress(): void {
    this.#options.onProgress?.({
      rowsRead: this.rowsRead,
      bytesRead: this.#options.bytes(),
      bytesTotal: null,
      part: this.#parts.at(this.rowsRead),
    })
  }
}

function noteEmail(emails: OwnerEmailIndex, {owner}: Deal, record: SalesforceRecord): void {
  const email = valueAt(record, ownerEmail)
  emails.note(owner, typeof email === 'string' ? email : null)
}
