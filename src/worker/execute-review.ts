import {reviewPipeline} from '../app/review-pipeline.js'
import type {Connector} from '../domain/ports/connector.js'
import type {CrmPorts} from '../domain/ports/crm-access.js'
import type {DealSource} from '../domain/ports/deal-source.js'
import type {ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import {lastRemembered} from '../domain/remembered.js'
import {ownRules} from '../domain/rules/custom/own-rules.js'
import type {Ruleset} from '../domain/rules/rule.js'
import {type RulesetDefinition, resolveRuleset} from '../domain/rules/ruleset.js'

/** One review after the other is judged by the same rules, mostly. */
const rulesetOf = lastRemembered<RulesetDefinition, Promise<Ruleset>>(JSON.stringify, async ({name, file}) =>
  resolveRuleset(name, file, await ownRules(file)),
)

/** Where the deals of a task come from. */
export function sourceOf(
  connector: Pick<Connector, 'open'>,
  {connection, timeZone, label}: ReviewTask,
  crm: CrmPorts,
): DealSource {
  return connector.open(connection.settings, {timeZone, label, crm})
}

/** Turns the plain data of a task into rules, and reviews. */
export async function executeReview(
  source: DealSource,
  {connection: _, rules, ...options}: ReviewTask,
  hooks: ReviewHooks,
): Promise<ReviewResult> {
  return reviewPipeline({source}, {...options, ruleset: await rulesetOf(rules), ...hooks})
}
