import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {ReviewTask} from '../domain/ports/review-executor.js'
import type {RulesetDefinition} from '../domain/rules/ruleset.js'

/** What a thread needs to review a connection's deals: nothing else of the stored row goes there. */
export function reviewTask(
  connection: Pick<CrmConnection, 'kind' | 'name' | 'settings'>,
  judged: {rules: RulesetDefinition; asOf: Date; timeZone: string},
): ReviewTask {
  const {kind, settings} = connection
  const order = settings.stageOrder
  return {
    connection: {kind, settings},
    label: connectionLabel(connection),
    stageOrder: Array.isArray(order) ? order : null,
    ...judged,
  }
}
