import {reviewPipeline} from '../app/review-pipeline.js'
import type {ConnectionKind} from '../domain/crm-connection.js'
import type {Connector} from '../domain/ports/connector.js'
import type {HttpClientOf} from '../domain/ports/http-client.js'
import type {ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import {lastRemembered} from '../domain/remembered.js'
import {ownRules} from '../domain/rules/custom/own-rules.js'
import type {Ruleset} from '../domain/rules/rule.js'
import {type RulesetDefinition, resolveRuleset} from '../domain/rules/ruleset.js'

/** One review after the other is judged by the same rules, mostly. */
const rulesetOf = lastRemembered<RulesetDefinition, Promise<Ruleset>>(JSON.stringify, async ({name, file}) =>
  resolveRuleset(name, file, await ownRules(file)),
)

/** Turns the plain data of a task into a source and rules, and reviews. */
export async function executeReview(
  ports: {connectorOf(kind: ConnectionKind): Promise<Pick<Connector, 'open'>>; http: HttpClientOf},
  task: ReviewTask,
  hooks: ReviewHooks,
): Promise<ReviewResult> {
  const {connection, rules, ...options} = task
  const connector = await ports.connectorOf(connection.kind)
  const crm = {http: ports.http, access: hooks.access}
  const source = connector.open(connection.settings, {timeZone: task.timeZone, label: task.label, crm})
  const ruleset = await rulesetOf(rules)
  const previous = connection.kind === 'file' ? askedAtOnce(hooks.previous) : hooks.previous
  return reviewPipeline({source}, {...options, ruleset, ...hooks, previous})
}

/**
 * A file is read in the time in which the parent looks for the last review. Of a CRM that may take minutes, in which its document of
 * perhaps many megabytes would be in memory for nothing.
 */
function askedAtOnce(previous: ReviewHooks['previous']): ReviewHooks['previous'] {
  const asked = previous()
  // Thrown when it is awaited; a review that fails before that does not need it.
  asked.catch(() => undefined)
  return () => asked
}
