import {type CalendarDate, calendarDate, formatCalendarDate} from '../../domain/review/calendar-date.js'
import type {DealFilter} from '../../domain/review/deal-filter.js'
import type {FieldPlan} from './field-plan.js'
import {ownCondition} from './own-condition.js'
import {recordId} from './record-id.js'
import {anyOf, date, soqlOf} from './soql.js'

/** Conditions that cannot leave out a deal which the filter takes; who reads looks again. */
export function openQuery(plan: FieldPlan, filter: DealFilter = {}): string {
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

/** Closed deals from a day on; stages and close dates of a filter are not theirs. */
export function closedQuery(plan: FieldPlan, from: CalendarDate, filter?: DealFilter): string {
  return soqlOf({
    fields: plan.select.closed,
    from: 'Opportunity',
    where: [...closedFrom(from), ...ofAllDeals(filter, plan)],
  })
}

/** Of the closed deals that are read, the `count` that were won last. */
export function lastWinsQuery(
  plan: FieldPlan,
  {from, filter, count}: {from: CalendarDate; filter: DealFilter | undefined; count: number},
): string {
  return soqlOf({
    fields: ['Id'],
    from: 'Opportunity',
    where: [...closedFrom(from), 'IsWon = true', ...ofAllDeals(filter, plan)],
    // By ids within a day, so that it is the same ones each time.
    first: {orderBy: ['CloseDate DESC', 'Id DESC'], count},
  })
}

export function closedFrom(from: CalendarDate): string[] {
  return ['IsClosed = true', `CloseDate >= ${date(from)}`]
}

/** The same date of the year before; the day before it on the 29th of February. */
export function yearBefore(day: CalendarDate): CalendarDate {
  const [year, month, date] = formatCalendarDate(day).split('-').map(Number) as [number, number, number]
  return calendarDate(year - 1, month, date) ?? calendarDate(year - 1, month, date - 1)!
}
