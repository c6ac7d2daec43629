import {RevschedError} from '../../domain/errors.js'
import type {DealSink, ReadOptions, SourceReport} from '../../domain/ports/deal-source.js'
import type {CalendarDate} from '../../domain/review/calendar-date.js'
import {calendarDate, formatCalendarDate} from '../../domain/review/calendar-date.js'
import type {DealField} from '../../domain/review/deal.js'
import type {DealFilter} from '../../domain/review/deal-filter.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {PageBudget} from '../crm/page-budget.js'
import {readCompanions} from './companions.js'
import {DealPass, type Frame} from './deal-pass.js'
import {describeObject} from './describe.js'
import {type FieldPlan, fieldPlan} from './field-plan.js'
import type {MapContext} from './map-record.js'
import {ownCondition} from './own-condition.js'
import {eachRow, type Reader} from './query.js'
import {recordId} from './record-id.js'
import {SalesforceRefusal} from './refusal.js'
import type {Rest} from './rest.js'
import {anyOf, date, soqlOf} from './soql.js'
import {userCurrency} from './who.js'

export type ReadRequest = ReadOptions & {
  timeZone: string
  /** Of the settings: an org with one currency does not tell which. One with several tells that of the user, which counts there. */
  currency: string | null
  instanceUrl: string
}

export type ReadResult = {report: SourceReport; plan: FieldPlan; fields: ReadonlySet<DealField>}

/**
 * Reads open deals, then the closed ones of the twelve months before `asOf`, in this order: a deal that closes between the two comes twice, and
 * its later state counts; the other way round it would be lost. What belongs to deals is asked for at the same time as their first page and
 * waited for before that is used, so that deals need not be kept.
 */
export async function readDeals(rest: Rest, sink: DealSink, request: ReadRequest): Promise<ReadResult> {
  const described = await describeObject(rest, 'Opportunity')
  const plan = fieldPlan(described, request)
  const reader: Reader = {rest, budget: new PageBudget(rest.label), kinds: plan.kinds}
  const asOf = request.asOf ?? rest.now ?? new Date(performance.timeOrigin + performance.now())
  const ready = frameOf(reader, {plan, request, asOf})
  // Told where it is waited for; the first page may fail before.
  ready.catch(() => null)
  const pass = await startingOverOnce(() => onePass(reader, sink, {request, plan, asOf, ready}))
  const {warnings: ofFrame, fields} = await ready
  const warnings = [
    ...plan.missingCustom.map(
      name => `opportunities have no field "${name}" that the user of the connection may see`,
    ),
    ...ofFrame,
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

type PlannedRead = {plan: FieldPlan; request: ReadRequest; asOf: Date}

/** What a record needs to become a deal. */
async function frameOf(reader: Reader, {plan, request, asOf}: PlannedRead) {
  const [found, ofUser] = await Promise.all([
    readCompanions(reader, {
      wants: field => request.needs?.has(field) ?? true,
      hasStageChangeDate: plan.origins.has('lastStageChangeAt'),
      timeZone: request.timeZone,
      asOf,
    }),
    plan.isMultiCurrency ? userCurrency(reader.rest) : null,
  ])
  const currency = ofUser ?? request.currency
  const fields = new Set([...plan.fields, ...found.fields])
  if (currency !== null && fields.has('amount')) fields.add('currency')
  const {instanceUrl, timeZone} = request
  const context: MapContext = {plan, currency, companions: found.companions, instanceUrl, timeZone, asOf}
  const warnings = [
    ...(fields.has('amount') ? otherCurrency(ofUser, request.currency) : []),
    ...found.warnings,
  ]
  return {warnings, fields, context}
}

/** Amounts that Salesforce converted into one currency must not bear the name of another. */
function otherCurrency(ofUser: string | null, given: string | null): string[] {
  if (ofUser === null || given === null || ofUser === given) return []
  return [
    `amounts are in ${ofUser}, the currency of the user who logs in; --currency ${given} is for orgs with one currency`,
  ]
}

/** A cursor may end between two pages (after two days, or when the org moves): from the first page on it is tried once more. */
async function startingOverOnce(pass: () => Promise<DealPass>): Promise<DealPass> {
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

async function onePass(
  reader: Reader,
  sink: DealSink,
  {request, plan, asOf, ready}: PlannedRead & {ready: Promise<Frame>},
): Promise<DealPass> {
  const from = yearBefore(zoneCalendar(request.timeZone).dateOf(asOf.getTime()))
  const pass = new DealPass(sink, {
    ready,
    bytes: () => reader.rest.calls.bytes,
    onProgress: request.onProgress,
  })
  await eachRow(reader, openQuery(plan, request.filter), {
    onTotal: total => pass.begin(total),
    onRows: rows => pass.takeOpen(rows),
  })
  const closed = soqlOf({
    fields: plan.select.closed,
    from: 'Opportunity',
    where: ['IsClosed = true', `CloseDate >= ${date(from)}`, ...ofAllDeals(request.filter, plan)],
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
function ofAllDeals({owners = [], pipelines = []}: DealFilter = {}, plan: FieldPlan): string[] {
  const {fields} = plan
  return [
    ...ownersOf(owners, plan),
    ...(pipelines.length > 0 && fields.has('pipeline') ? [anyOf('RecordType.Name', pipelines)] : []),
  ]
}

/** None where a deal may show its owner's id, for its name is hidden: by name, that deal would not be found. */
function ownersOf(owners: readonly string[], {select}: FieldPlan): string[] {
  const isByName = select.closed.includes('Owner.Name') && owners.every(owner => recordId(owner) === null)
  return owners.length > 0 && isByName ? [anyOf('Owner.Name', owners)] : []
}

/** The same date of the year before; the day before it on the 29th of February. */
function yearBefore(day: CalendarDate): CalendarDate {
  const [year, month, date] = formatCalendarDate(day).split('-').map(Number) as [number, number, number]
  return calendarDate(year - 1, month, date) ?? calendarDate(year - 1, month, date - 1)!
}
