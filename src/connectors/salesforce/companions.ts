import {RevschedError} from '../../domain/errors.js'
import {formatCalendarDate} from '../../domain/review/calendar-date.js'
import type {DealField} from '../../domain/review/deal.js'
import {plannedAt} from '../../domain/review/planned-activity.js'
import {zoneCalendar} from '../../domain/schedule/zone-calendar.js'
import {companionKinds, fieldsOfCompanion} from './companion-fields.js'
import {dealHistories} from './deal-histories.js'
import {type Companions, date as dateIn, endOf, idIn, instant} from './map-record.js'
import {type OrgStage, orgStages} from './org-stages.js'
import {eachRow, type Reader} from './query.js'
import type {SalesforceRecord} from './query-page.js'
import {contactRoles, convertibleCurrencies, nextStepChanges} from './rare-companions.js'
import {date, soqlOf} from './soql.js'
import {wonStages} from './won-stages.js'

type Wanted = {
  wants(field: DealField): boolean
  /** Which fields of a deal the opportunities themselves fill. */
  isFilled(field: DealField): boolean
  isMultiCurrency: boolean
  /** The query for the wins whose stages are looked at; null where nobody looks. */
  lastWins: string | null
  timeZone: string
  asOf: Date
}

/** Also what could not be had, in words for a person. */
type Found = {companions: Companions; fields: ReadonlySet<DealField>; warnings: readonly string[]}

/**
 * Contacts, planned activities and stage changes of open deals, stages of won ones: flat queries, joined by the deal's id, for queries within a query are paged
 * one by one. Only what somebody looks at is asked for. An object that the user may not read is left out, and so is the field.
 */
export async function readCompanions(reader: Reader, wanted: Wanted): Promise<Found> {
  const {wants, isFilled, isMultiCurrency, lastWins} = wanted
  const ofHistory = fieldsOfCompanion('histories').filter(field => wants(field) && !isFilled(field))
  const warnings: string[] = []
  const orTold = async <Value>(what: string, read: () => Promise<Value | null>): Promise<Value | null> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof RevschedError) || error.code !== 'schema') throw error
      warnings.push(`${what} not known: ${error.message}`)
      return null
    }
  }
  const orNull = async <Value>(
    ofFields: readonly DealField[],
    read: () => Promise<Value | null>,
  ): Promise<Value | null> => {
    const asked = ofFields.filter(wants)
    if (asked.length === 0) return null
    return orTold(`${asked.join(', ')} ${asked.length === 1 ? 'is' : 'are'}`, read)
  }
  const [contactCounts, nextActivities, histories, stages, nextSteps, roles, currencies, ofWins] =
    await Promise.all([
      orNull(['contactCount'], () => countContacts(reader)),
      orNull(['nextActivityAt'], () => planActivities(reader, wanted)),
      orNull(ofHistory, () => dealHistories(reader)),
      orNull([...fieldsOfCompanion('stages'), 'stageHistory'], () => knownStages(reader)),
      orNull(['nextStepChangedAt'], () => nextStepChanges(reader)),
      orNull(['contactRoles'], () => contactRoles(reader)),
      isMultiCurrency ? orNull(['isConvertible'], () => convertibleCurrencies(reader)) : null,
      lastWins === null ? null : orTold('stageHistory of won deals is', () => wonStages(reader, lastWins)),
    ])
  const companions = {
    ...{contactCounts, nextActivities, histories, stages, nextSteps, roles, currencies},
    wonStages: ofWins,
  }
  return {companions, fields: fieldsOf(companions), warnings}
}

function fieldsOf(companions: Companions): ReadonlySet<DealField> {
  return new Set(companionKinds.filter(kind => companions[kind] !== null).flatMap(fieldsOfCompanion))
}

/** Null where none is shown: then nothing is known of them. */
async function knownStages({rest}: Reader): Promise<ReadonlyMap<string, OrgStage> | null> {
  const stages = await orgStages(rest)
  return stages.size === 0 ? null : stages
}

/** Somebody with two roles is one contact. */
async function countContacts(reader: Reader): Promise<ReadonlyMap<string, number>> {
  const soql = soqlOf({
    fields: ['Id', 'OpportunityId', 'ContactId'],
    from: 'OpportunityContactRole',
    where: ['Opportunity.IsClosed = false'],
  })
  const counts = new Map<string, number>()
  const pairs = new Set<string>()
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const row of rows) {
        const deal = idIn(row, 'OpportunityId')
        const pair = `${deal}${idIn(row, 'ContactId') ?? row.Id}`
        if (deal === null || pairs.has(pair)) continue
        pairs.add(pair)
        counts.set(deal, (counts.get(deal) ?? 0) + 1)
      }
    },
  })
  return counts
}

/** The first of each deal's tasks that are not done and events, of today or later. */
async function planActivities(reader: Reader, {timeZone, asOf}: Wanted): Promise<ReadonlyMap<string, Date>> {
  const today = zoneCalendar(timeZone).dateOf(asOf.getTime())
  const isPlanned = plannedAt(asOf, timeZone)
  const firsts = new Map<string, Date>()
  const keep = (deal: string | null, at: Date | null) => {
    if (deal === null || at === null || !isPlanned(at)) return
    const known = firsts.get(deal)
    if (!known || at < known) firsts.set(deal, at)
  }
  const ofDeals = `What.Type = 'Opportunity'`
  const tasks = soqlOf({
    fields: ['Id', 'WhatId', 'ActivityDate'],
    from: 'Task',
    where: ['IsClosed = false', `ActivityDate >= ${date(today)}`, ofDeals],
  })
  // One day more: an event's day is one of the zone of its owner.
  const events = soqlOf({
    fields: ['Id', 'WhatId', 'ActivityDate', 'ActivityDateTime'],
    from: 'Event',
    where: [`ActivityDate >= ${date(today - 1)}`, ofDeals],
  })
  const onRows = (rows: readonly SalesforceRecord[]) => {
    for (const row of rows) {
      keep(idIn(row, 'WhatId'), endOfActivity(row, timeZone))
    }
  }
  await Promise.all([eachRow(reader, tasks, {onRows}), eachRow(reader, events, {onRows})])
  return firsts
}

/** Null without a day. An event of a whole day says that it begins at midnight UTC of its day: it is planned until that day ends. */
function endOfActivity(row: SalesforceRecord, timeZone: string): Date | null {
  const day = dateIn(row, 'ActivityDate')
  const at = instant(row, 'ActivityDateTime')
  if (day === null) return at
  const isWholeDay = at === null || at.toISOString() === `${formatCalendarDate(day)}T00:00:00.000Z`
  return isWholeDay ? endOf(day, timeZone) : at
}
