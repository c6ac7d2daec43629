import type {DealSink, SourceReport} from '../../domain/ports/deal-source.js'
import type {DealField} from '../../domain/review/deal.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {PageBudget} from '../crm/page-budget.js'
import {readCompanions} from './companions.js'
import {lastWinsQuery, yearBefore} from './deal-queries.js'
import {describeObject} from './describe.js'
import {type FieldPlan, fieldPlan} from './field-plan.js'
import type {MapContext} from './map-record.js'
import {openStageNames} from './org-stages.js'
import {mayReadOwnerEmails, ownerEmail} from './owner-emails.js'
import {readAll} from './passes.js'
import type {Reader} from './query.js'
import type {PlannedRead, ReadRequest} from './read-request.js'
import type {Rest} from './rest.js'
import {fiscalYearStart, userCurrency} from './who.js'
import {mostWins} from './won-stages.js'

export type ReadResult = {report: SourceReport; plan: FieldPlan; fields: ReadonlySet<DealField>}

/**
 * Reads open deals and the closed ones of the twelve months before `asOf`. What belongs to deals is asked for at the same time as their first
 * page and waited for before that is used, so that deals need not be kept.
 */
export async function readDeals(rest: Rest, sink: DealSink, request: ReadRequest): Promise<ReadResult> {
  const [described, hasEmails] = await Promise.all([
    describeObject(rest, 'Opportunity'),
    request.needsOwnerEmails ? mayReadOwnerEmails(rest) : false,
  ])
  // From here on it is no longer connecting.
  request.onProgress?.({rowsRead: 0, bytesRead: rest.calls.bytes, bytesTotal: null, part: null})
  const plan = fieldPlan(described, {...request, needsOwnerEmails: hasEmails})
  const reader: Reader = {rest, budget: new PageBudget(rest.label), kinds: plan.kinds}
  const asOf = request.asOf ?? rest.now ?? new Date(performance.timeOrigin + performance.now())
  const from = yearBefore(zoneCalendar(request.timeZone).dateOf(asOf.getTime()))
  const planned = {plan, request, asOf, from}
  const ready = frameOf(reader, planned)
  // Told where it is waited for; the first page may fail before.
  ready.catch(() => null)
  const {pass, rowsKept, warnings: ofKeeping} = await readAll(reader, sink, {...planned, ready})
  pass.mustBeReadable(rest.label)
  const {warnings: ofFrame, fields, fiscalYearStartMonth} = await ready
  const warnings = [
    ...plan.missingCustom.map(
      name => `opportunities have no field "${name}" that the user of the connection may see`,
    ),
    ...hiddenEmails(plan, request),
    ...ofFrame,
    ...pass.warnings(),
    ...ofKeeping,
    ...[rest.usage.warning() ?? []].flat(),
  ]
  const {rowsRead, refusedCount, refusals} = pass
  return {
    plan,
    fields,
    report: {
      rowsRead,
      ...(rowsKept !== null && {rowsKept}),
      bytesRead: rest.calls.bytes,
      ...(fiscalYearStartMonth !== undefined && {fiscalYearStartMonth}),
      refusedCount,
      refusals,
      warnings,
      ...(pass.emails && {ownerEmails: pass.emails.all()}),
    },
  }
}

function hiddenEmails({select}: FieldPlan, {needsOwnerEmails}: ReadRequest): string[] {
  if (!needsOwnerEmails || select.open.includes(ownerEmail)) return []
  return ['the addresses of owners are not known: the user of the connection may not see Email of users']
}

/** What a record needs to become a deal. */
async function frameOf(reader: Reader, {plan, request, asOf, from}: PlannedRead) {
  const {filter} = request
  const [found, ofUser, fiscalYearStartMonth] = await Promise.all([
    readCompanions(reader, {
      wants: field => request.needs?.has(field) ?? true,
      isFilled: field => plan.origins.has(field),
      isMultiCurrency: plan.isMultiCurrency,
      lastWins: request.needsWonStages ? lastWinsQuery(plan, {from, filter, count: mostWins}) : null,
      timeZone: request.timeZone,
      asOf,
    }),
    plan.isMultiCurrency ? userCurrency(reader.rest) : null,
    request.needsFiscalYear ? fiscalYearStart(reader.rest) : null,
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
  const {stages} = found.companions
  return {
    warnings,
    fields,
    context,
    stageOrders: stages ? [openStageNames(stages)] : [],
    ...(fiscalYearStartMonth !== null && {fiscalYearStartMonth}),
  }
}

/** Amounts that Salesforce converted into one currency must not bear the name of another. */
function otherCurrency(ofUser: string | null, given: string | null): string[] {
  if (ofUser === null || given === null || ofUser === given) return []
  return [
    `amounts are in ${ofUser}, the currency of the user who logs in; --currency ${given} is for orgs with one currency`,
  ]
}
