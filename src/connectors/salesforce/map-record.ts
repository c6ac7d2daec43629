import {RevschedError} from '../../domain/errors.js'
import type {Refusal} from '../../domain/ports/deal-source.js'
import {type CalendarDate, parseCalendarDate} from '../../domain/review/calendar-date.js'
import type {Deal, Outcome} from '../../domain/review/deal.js'
import {type DealHistory, pushesIn, type StageEntry} from '../../domain/review/deal-history.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {forecastCategoryOf} from '../file/forecast-category.js'
import {convertedAmount, type FieldPlan} from './field-plan.js'
import type {OrgStage} from './org-stages.js'
import type {SalesforceRecord} from './query-page.js'
import type {NextStepChanges} from './rare-companions.js'
import {recordId} from './record-id.js'

/** What is known of deals from elsewhere, by the 18 characters of their ids. Null where nobody asked or nobody may know. */
export type Companions = {
  contactCounts: ReadonlyMap<string, number> | null
  nextActivities: ReadonlyMap<string, Date> | null
  histories: ReadonlyMap<string, DealHistory> | null
  /** Of deals that were won. */
  wonStages: ReadonlyMap<string, readonly StageEntry[]> | null
  /** The org's, by name. */
  stages: ReadonlyMap<string, OrgStage> | null
  nextSteps: NextStepChanges | null
  roles: ReadonlyMap<string, readonly string[]> | null
  /** Codes of those that the org can convert. */
  currencies: ReadonlySet<string> | null
}

export type MapContext = {
  plan: FieldPlan
  companions: Companions
  /** Of the amounts. */
  currency: string | null
  /** Where records are shown, without a slash at the end. */
  instanceUrl: string
  /** Canonical IANA zone in which a date becomes an instant. */
  timeZone: string
  asOf: Date
}

type Unreadable = Omit<Refusal, 'row'>

/** A value of another type than the org describes. */
class WrongType extends RevschedError {
  readonly unreadable: Unreadable

  constructor(column: string, value: unknown, wanted: string) {
    const text = String(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80)
    super('schema', `"${column}" is "${text}", which is not ${wanted}`)
    this.unreadable = {column, value: text, reason: `not ${wanted}`}
  }
}

/** A deal, or why the record cannot be read as one. */
export function mapRecord(record: SalesforceRecord, context: MapContext): Deal | Unreadable {
  try {
    return dealOf(record, context)
  } catch (error) {
    if (error instanceof WrongType) return error.unreadable
    throw error
  }
}

function dealOf(record: SalesforceRecord, context: MapContext): Deal {
  const {plan, companions, currency, instanceUrl} = context
  const id = recordId(record.Id)!
  const outcome = outcomeOf(record)
  const isOpen = outcome === 'open'
  const origin = (field: Parameters<typeof plan.origins.get>[0]) => plan.origins.get(field) ?? ''
  const lastActivity = date(record, origin('lastActivityAt'))
  const amount = number(record, plan.isMultiCurrency ? convertedAmount : 'Amount')
  const stage = text(record, 'StageName')
  const history = (isOpen && companions.histories?.get(id)) || null
  const percent = number(record, 'Probability')
  const category = text(record, origin('forecastCategory'))
  return {
    id,
    name: text(record, 'Name'),
    amount,
    currency: amount === null ? null : currency,
    pipeline: text(record, 'RecordType.Name'),
    stage,
    probability: percent === null ? null : Math.min(1, Math.max(0, percent / 100)),
    forecastCategory: category === null ? null : forecastCategoryOf(category),
    owner: text(record, 'Owner.Name') ?? text(record, 'OwnerId'),
    account: text(record, 'Account.Name') ?? text(record, 'AccountId'),
    contactCount: companions.contactCounts && isOpen ? (companions.contactCounts.get(id) ?? 0) : null,
    nextStep: text(record, 'NextStep'),
    closeDate: date(record, 'CloseDate'),
    createdAt: instant(record, 'CreatedDate'),
    lastStageChangeAt: plan.origins.has('lastStageChangeAt')
      ? instant(record, origin('lastStageChangeAt'))
      : lastChange(history),
    lastActivityAt: lastActivity === null ? null : startOf(lastActivity, context.timeZone),
    nextActivityAt: companions.nextActivities && isOpen ? nextActivity(id, lastActivity, context) : null,
    outcome,
    isOwnerActive: flagOrNull(record, 'Owner.IsActive'),
    ...(isOpen ? rareFields(record, companions) : noRareFields),
    pushCount: plan.origins.has('pushCount')
      ? number(record, origin('pushCount'))
      : history && pushesIn(history.closeDates),
    stageHistory: (outcome === 'won' ? companions.wonStages?.get(id) : history?.stages) ?? null,
    // Salesforce fills in none.
    isCloseDateDefault: null,
    hasOverdueTask: flagOrNull(record, origin('hasOverdueTask')),
    closeDateHistory: history?.closeDates ?? null,
    url: `${instanceUrl}/lightning/r/Opportunity/${id}/view`,
    custom: customOf(record, plan.custom),
  }
}

/** Null for a deal that is still in its first stage. */
function lastChange(history: DealHistory | null): Date | null {
  return history && history.stages.length > 1 ? history.stages.at(-1)!.at : null
}

const noRareFields = {
  isStageActive: null,
  stageProbability: null,
  nextStepChangedAt: null,
  contactRoles: null,
  isConvertible: null,
}

/** Each for one rule; null where it was not asked for. */
function rareFields(record: SalesforceRecord, {stages, nextSteps, roles, currencies}: Companions) {
  const id = recordId(record.Id)!
  const stage = text(record, 'StageName')
  const code = currencies && number(record, convertedAmount) !== null ? text(record, 'CurrencyIsoCode') : null
  return {
    isStageActive: stages && stage !== null ? (stages.get(stage)?.isActive ?? false) : null,
    stageProbability: stage === null ? null : (stages?.get(stage)?.probability ?? null),
    nextStepChangedAt: nextSteps && nextStepChangedAt(record, nextSteps),
    contactRoles: roles?.get(id) ?? null,
    isConvertible: currencies && code !== null ? currencies.has(code) : null,
  }
}

/** Null for a step that was written before the org kept changes. */
function nextStepChangedAt(record: SalesforceRecord, {byDeal, trackedSince}: NextStepChanges): Date | null {
  const changed = byDeal.get(recordId(record.Id)!)
  if (changed) return changed
  const createdAt = instant(record, 'CreatedDate')
  return createdAt !== null && createdAt >= trackedSince ? createdAt : null
}

function outcomeOf(record: SalesforceRecord): Outcome {
  if (!flag(record, 'IsClosed')) return 'open'
  return flag(record, 'IsWon') ? 'won' : 'lost'
}

/** The date of the last activity may lie ahead: it is that of the last event in the calendar, which is then a planned one. */
function nextActivity(
  id: string,
  last: CalendarDate | null,
  {companions, timeZone, asOf}: MapContext,
): Date | null {
  const known = companions.nextActivities?.get(id) ?? null
  const today = zoneCalendar(timeZone).dateOf(asOf.getTime())
  if (known !== null || last === null || last <= today) return known
  return endOf(last, timeZone)
}

function startOf(day: CalendarDate, timeZone: string): Date {
  return new Date(zoneCalendar(timeZone).instantOf(day, 0))
}

/** What is planned for a day without a time is not over before the day is. */
export function endOf(day: CalendarDate, timeZone: string): Date {
  return new Date(zoneCalendar(timeZone).instantOf(day + 1, 0) - 1)
}

/** The value at a path as `Owner.Name`; null where there is none, and where it was not asked for. */
export function valueAt(record: SalesforceRecord, path: string): unknown {
  const whole = record[path]
  const dot = path.indexOf('.')
  if (whole !== undefined || dot < 0) return whole ?? null
  const parent = record[path.slice(0, dot)]
  return parent == null ? null : (Reflect.get(Object(parent), path.slice(dot + 1)) ?? null)
}

export function text(record: SalesforceRecord, path: string): string | null {
  const value = valueAt(record, path)
  if (value === null) return null
  if (typeof value !== 'string') throw new WrongType(path, value, 'a text')
  return value.trim() === '' ? null : value
}

function number(record: SalesforceRecord, path: string): number | null {
  const value = valueAt(record, path)
  if (value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new WrongType(path, value, 'a number')
  return value
}

function flag(record: SalesforceRecord, path: string): boolean {
  const value = valueAt(record, path)
  if (typeof value !== 'boolean') throw new WrongType(path, value, 'true or false')
  return value
}

function flagOrNull(record: SalesforceRecord, path: string): boolean | null {
  return valueAt(record, path) === null ? null : flag(record, path)
}

export function idIn(record: SalesforceRecord, path: string): string | null {
  const value = valueAt(record, path)
  return typeof value === 'string' ? recordId(value) : null
}

export function date(record: SalesforceRecord, path: string): CalendarDate | null {
  const value = text(record, path)
  const parsed = value === null ? null : parseCalendarDate(value)
  if (value !== null && parsed === null) throw new WrongType(path, value, 'a date')
  return parsed
}

export function instant(record: SalesforceRecord, path: string): Date | null {
  const value = text(record, path)
  if (value === null) return null
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:?\d\d)$/.test(value)
  const at = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'))
  if (!isInstant || Number.isNaN(at)) throw new WrongType(path, value, 'a date with time')
  return new Date(at)
}

function customOf(record: SalesforceRecord, names: readonly string[]): Readonly<Record<string, string>> {
  const custom: Record<string, string> = {}
  for (const name of names) {
    const value = valueAt(record, name)
    if (value !== null) custom[name] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return custom
}
