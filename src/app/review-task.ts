import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {OwnerDigests} from '../domain/delivery/owner-digests.js'
import type {ReviewTask} from '../domain/ports/review-executor.js'
import {filterText} from '../domain/review/filter-text.js'
import {dealFilterOf} from '../domain/review/stored-filter.js'
import type {RulesetDefinition} from '../domain/rules/ruleset.js'
import {zoneCalendar} from '../domain/schedule/zone-calendar.js'

type Judged = {
  rules: RulesetDefinition
  /** As it is stored. */
  filter: Readonly<Record<string, unknown>> | null
  asOf: Date
  timeZone: string
  ownerDigests: OwnerDigests | null
}

/** What a thread needs to review a connection's deals: nothing else of the stored row goes there. */
export function reviewTask(
  connection: Pick<CrmConnection, 'kind' | 'name' | 'settings'>,
  {filter, ownerDigests, ...judged}: Judged,
): ReviewTask {
  const {kind, settings} = connection
  const order = settings.stageOrder
  const text = filterText(filter)
  return {
    connection: {kind, settings},
    label: connectionLabel(connection),
    stageOrder: Array.isArray(order) ? order : null,
    filter: dealFilterOf(filter, zoneCalendar(judged.timeZone).dateOf(judged.asOf.getTime())),
    ...(text !== null && {filterText: text}),
    ...(ownerDigests?.addresses === 'crm' && {needsOwnerEmails: true}),
    ...judged,
  }
}
