import type {CrmPorts} from '../../domain/ports/crm-access.js'
import type {DealSink, ReadOptions, SourceReport} from '../../domain/ports/deal-source.js'
import {plannedAt} from '../../domain/review/planned-activity.js'
import type {SourceProblem} from '../../domain/source-problem.js'
import {CrmCalls} from '../crm/crm-calls.js'
import type {RecordShelf} from '../crm/kept-records.js'
import {PageBudget} from '../crm/page-budget.js'
import {AnswerNotes} from './answer-notes.js'
import {HubspotApi} from './api.js'
import {checkedSender} from './checked-sender.js'
import {DealPass} from './deal-pass.js'
import {type ReadPlan, readPlan} from './deal-properties.js'
import {readAll} from './passes.js'
import {type Portal, readAccount, readPortal} from './portal.js'
import {hubspotRefusal} from './refusal.js'
import {wonProperty, yearMs} from './search-filters.js'
import type {HubspotSettings} from './settings.js'
import {wonHistories} from './won-histories.js'

export type ReadContext = {
  crm: CrmPorts
  label: string
  timeZone: string
  /** Null where all is read each time. */
  shelf: RecordShelf | null
}

/** What a read found out about the account, for `connection test`. */
export type HubspotRead = {
  report: SourceReport
  problem: SourceProblem | null
  portal: Portal
  plan: ReadPlan
  dailyUsed: number | null
  /** Deals with a value, by property. */
  filled: ReadonlyMap<string, number>
}

/** Reads the account's open deals and those that were closed in the last twelve months into the sink. */
export async function readDeals(
  settings: HubspotSettings,
  {crm, label, timeZone, shelf}: ReadContext,
  {sink, options}: {sink: DealSink; options: ReadOptions},
): Promise<HubspotRead> {
  const notes = new AnswerNotes(label)
  const calls = new CrmCalls(crm, {
    label,
    isPrivateAllowed: settings.isPrivateAllowed,
    signal: options.signal,
    refusal: answer => hubspotRefusal(answer, label, notes.zone),
    onAnswer: answer => notes.note(answer),
  })
  const api = new HubspotApi(checkedSender(calls, {label, searchPerSecond: settings.searchPerSecond}), label)
  const known = await readAccount(calls, label, timeZone)
  notes.learnZone(known.account.timeZone)
  calls.account = `hubspot ${known.account.portalId}`
  const {now} = notes
  const portal = await readPortal(api, known, label)
  const plan = readPlan(portal, options)
  // From here on it is no longer connecting.
  options.onProgress?.({rowsRead: 0, bytesRead: calls.bytes, bytesTotal: null, part: null})
  const asOf = options.asOf ?? now
  const merged = new Set<string>()
  const {fiscalYearStartMonth} = settings
  const fiscalYear = fiscalYearStartMonth === undefined ? {} : {fiscalYearStartMonth}
  const frame = {api, plan, label, budget: new PageBudget(label), bytesRead: () => calls.bytes}
  const isPlanned = plannedAt(asOf, timeZone)
  const from = asOf.getTime() - yearMs
  const {filter} = options
  const wonStages = plan.readsWonHistories ? await wonHistories(frame, {portal, from, filter}) : null
  const {pass, rowsKept, warnings} = await readAll(frame, {
    portal,
    from,
    filter,
    shelf,
    now,
    newPass: () =>
      new DealPass({...frame, portal, isPlanned, wonStages, merged, ...fiscalYear}, {sink, options}),
  })
  return {
    report: {
      rowsRead: pass.rows,
      ...(rowsKept !== null && {rowsKept}),
      bytesRead: calls.bytes,
      ...fiscalYear,
      refusedCount: pass.refused.count,
      refusals: pass.refused.first,
      warnings: [
        ...portal.warnings,
        ...pass.warnings,
        ...missingCustom(portal, options),
        ...unknownWins(portal, plan, options),
        ...warnings,
        ...notes.warnings,
      ],
      ...(pass.emails && {ownerEmails: pass.emails.all()}),
    },
    problem: pass.refused.problemOf(label, pass.rows),
    portal,
    plan,
    dailyUsed: notes.dailyUsed,
    filled: pass.filled,
  }
}

/** Without properties that tell their stages, the last wins have to be searched for. */
function unknownWins(
  {properties}: Portal,
  {enteredStages, readsWonHistories}: ReadPlan,
  {needsWonStages}: ReadOptions,
): string[] {
  if (!needsWonStages || readsWonHistories || enteredStages.length > 0 || properties.has(wonProperty))
    return []
  return [`stageHistory of won deals is not known: the account's deals have no property "${wonProperty}"`]
}

function missingCustom({properties}: Portal, {customFields}: ReadOptions): string[] {
  const missing = customFields === 'all' ? [] : customFields.filter(name => !properties.has(name))
  return missing.map(name => `the account's deals have no property "${name}"`)
}
