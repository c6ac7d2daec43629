import {RevschedError} from '../../domain/errors.js'
import type {DealSink, ReadOptions, Refusal, SourceReport} from '../../domain/ports/deal-source.js'
import type {CalendarDate} from '../../domain/review/calendar-date.js'
import {calendarDate, formatCalendarDate} from '../../domain/review/calendar-date.js'
import type {Deal, DealField} from '../../domain/review/deal.js'
import type {DealFilter} from '../../domain/review/deal-filter.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {PageBudget} from '../crm/page-budget.js'
import {readCompanions} from './companions.js'
import {describeObject} from './describe.js'
import {type FieldPlan, fieldPlan} from './field-plan.js'
import {type MapContext, mapRecord} from './map-record.js'
import {ownCondition} from './own-condition.js'
import {eachRow, type Reader} from './query.js'
import type {SalesforceRecord} from './query-page.js'
import {SalesforceRefusal} from './refusal.js'
import type {Rest} from './rest.js'
import {anyOf, date, soqlOf} from './soql.js'
import {userCurrency} from './who.js'

/** Deals handed on at a time. */
const batchSize = 500

/** Above this share of records with values of a wrong type, they are not deals as this version knows them. */
const mostRefused = 0.05

const refusalsKept = 20

export type ReadRequest = ReadOptions & {
  timeZone: string
  /** Of the settings: an org with one currency does not tell which. */
  currency: string | null
  instanceUrl: string
}

export type ReadResult = {report: SourceReport; plan: FieldPlan; fields: ReadonlySet<DealField>}

/**
 * Reads open deals, then the closed ones of the twelve months before `asOf`, in this order: a deal that closes between the two comes twice, and
 * its later state counts; the other way round it would be lost. What belongs to deals is read before them, so that they need not be kept.
 */
export async function readDeals(rest: Rest, sink: DealSink, request: ReadRequest): Promise<ReadResult> {
  const described = await describeObject(rest, 'Opportunity')
  const plan = fieldPlan(described, request)
  const reader: Reader = {rest, budget: new PageBudget(rest.label), kinds: plan.kinds}
  const asOf = request.asOf ?? rest.now ?? new Date(performance.timeOrigin + performance.now())
  const [found, currency] = await Promise.all([
    readCompanions(reader, {
      wants: field => request.needs?.has(field) ?? true,
      hasStageChangeDate: plan.origins.has('lastStageChangeAt'),
      timeZone: request.timeZone,
      asOf,
    }),
    request.currency ?? (plan.isMultiCurrency ? userCurrency(rest) : null),
  ])
  const fields = new Set([...plan.fields, ...found.fields])
  if (currency !== null && fields.has('amount')) fields.add('currency')
  const context = {
    plan,
    currency,
    companions: found.companions,
    instanceUrl: request.instanceUrl,
    timeZone: request.timeZone,
    asOf,
  }
  const pass = await startingOverOnce(() => onePass(reader, sink, {request, context, fields}))
  const warnings = [
    ...plan.missingCustom.map(
      name => `opportunities have no field "${name}" that the user of the connection may see`,
    ),
    ...found.warnings,
    ...pass.warnings(),
    ...[rest.usage.warning() ?? []].flat(),
  ]
  const {rowsRead, refusedCount, refusals} = pass
  return {
    plan,
    fields,
    report: {rowsRead, bytesRead: rest.calls.bytes, refusedCount, refusals, warnings},
  }
}

/** A cursor may end between two pages (after two days, or when the org moves): from the first page on it is tried once more. */
async function startingOverOnce(pass: () => Promise<Pass>): Promise<Pass> {
  const isEnded = (error: unknown): error is SalesforceRefusal =>
    error instanceof SalesforceRefusal && error.salesforceCode === 'INVALID_QUERY_LOCATOR'
  try {
    return await pass()
  } catch (error) {
    if (!isEnded(error)) throw error
  }
  try {
    return await pass()
  } catch (cause) {
    if (!isEnded(cause)) throw cause
    throw new RevschedError('incomplete', cause.message, {cause, canPass: true})
  }
}

type PassOptions = {request: ReadRequest; context: MapContext; fields: ReadonlySet<DealField>}

async function onePass(reader: Reader, sink: DealSink, options: PassOptions): Promise<Pass> {
  const {request, context, fields} = options
  const {dateOf} = zoneCalendar(context.timeZone)
  const from = yearBefore(dateOf(context.asOf.getTime()))
  const pass = new Pass(sink, {context, request, bytes: () => reader.rest.calls.bytes})
  const open = openQuery(context.plan, request.filter)
  await eachRow(reader, open, {
    onTotal: total => sink.begin({fields, dealsExpected: total}),
    onRows: rows => pass.takeOpen(rows),
  })
  const closed = soqlOf({
    fields: context.plan.select.closed,
    from: 'Opportunity',
    where: ['IsClosed = true', `CloseDate >= ${date(from)}`, ...ofAllDeals(request.filter, context.plan)],
  })
  await eachRow(reader, closed, {onRows: rows => pass.takeClosed(rows)})
  pass.mustBeReadable(reader.rest.label)
  return pass
}

/** Conditions that cannot leave out a deal which the filter takes; who reads looks again. */
function openQuery(plan: FieldPlan, filter: DealFilter = {}): string {
  const {stages = [], closeFrom, closeTo, soql} = filter
  return soqlOf({
    fields: plan.select.open,
    from: 'Opportunity',
    where: [
      'IsClosed = false',
      ...(stages.length > 0 && plan.fields.has('stage') ? [anyOf('StageName', stages)] : []),
      ...ofAllDeals(filter, plan),
      ...(closeFrom === undefined ? [] : [`CloseDate >= ${date(closeFrom)}`]),
      ...(closeTo === undefined ? [] : [`CloseDate <= ${date(closeTo)}`]),
      ...(soql === undefined ? [] : [ownCondition(soql)]),
    ],
  })
}

/** Of the filter's parts, those that concern closed deals as well. Amounts do not: an empty one is for who reads to judge. */
function ofAllDeals({owners = [], pipelines = []}: DealFilter = {}, {fields}: FieldPlan): string[] {
  return [
    ...(owners.length > 0 && fields.has('owner') ? [anyOf('Owner.Name', owners)] : []),
    ...(pipelines.length > 0 && fields.has('pipeline') ? [anyOf('RecordType.Name', pipelines)] : []),
  ]
}

/** The same date of the year before; the day before it on the 29th of February. */
function yearBefore(day: CalendarDate): CalendarDate {
  const [year, month, date] = formatCalendarDate(day).split('-').map(Number) as [number, number, number]
  return calendarDate(year - 1, month, date) ?? calendarDate(year - 1, month, date - 1)!
}

type PassContext = {context: MapContext; request: ReadRequest; bytes(): number}

/** One reading of all deals, handed to the sink in batches. */
class Pass {
  readonly #sink: DealSink
  readonly #options: PassContext
  /** Those that closed while the open ones were read. */
  readonly #closedMeanwhile = new Set<string>()
  rowsRead = 0
  refusedCount = 0
  readonly refusals: Refusal[] = []

  constructor(sink: DealSink, options: PassContext) {
    this.#sink = sink
    this.#options = options
  }

  takeOpen(rows: readonly SalesforceRecord[]): void {
    const deals = this.#mapped(rows)
    for (const {outcome, id} of deals) if (outcome !== 'open') this.#closedMeanwhile.add(id)
    this.#hand(deals)
  }

  /** A deal that was seen closed before is not given twice. */
  takeClosed(rows: readonly SalesforceRecord[]): void {
    this.#hand(this.#mapped(rows).filter(({id}) => !this.#closedMeanwhile.has(id)))
  }

  mustBeReadable(label: string): void {
    if (this.refusedCount <= this.rowsRead * mostRefused) return
    const {row, column, value, reason} = this.refusals[0]!
    throw new RevschedError(
      'schema',
      `${this.refusedCount} of ${this.rowsRead} opportunities of ${label} cannot be read; the first: record ${row}, "${column}" is "${value}": ${reason}`,
      {
        hint: 'another API version may give them as this version knows them: connect again with --api-version 66.0',
      },
    )
  }

  warnings(): string[] {
    const count = this.#closedMeanwhile.size
    if (count === 0) return []
    return [
      `${count} ${count === 1 ? 'deal was' : 'deals were'} closed while the pipeline was read; they count as closed`,
    ]
  }

  #mapped(rows: readonly SalesforceRecord[]): Deal[] {
    const deals: Deal[] = []
    for (const record of rows) {
      this.rowsRead++
      const result = mapRecord(record, this.#options.context)
      if ('id' in result) deals.push(result)
      else {
        this.refusedCount++
        if (this.refusals.length < refusalsKept) this.refusals.push({row: this.rowsRead, ...result})
      }
    }
    return deals
  }

  #hand(deals: readonly Deal[]): void {
    for (let at = 0; at < deals.length; at += batchSize) this.#sink.add(deals.slice(at, at + batchSize))
    this.#options.request.onProgress?.({
      rowsRead: this.rowsRead,
      bytesRead: this.#options.bytes(),
      bytesTotal: null,
    })
  }
}
