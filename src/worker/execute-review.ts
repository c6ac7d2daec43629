import {reviewPipeline} from '../app/review-pipeline.js'
import type {ConnectionKind} from '../domain/crm-connection.js'
import type {Connector} from '../domain/ports/connector.js'
import type {HttpClientOf} from '../domain/ports/http-client.js'
import type {ReviewHooks, ReviewResult, ReviewTask} from '../domain/ports/review-executor.js'
import {ownRules} from '../domain/rules/custom/own-rules.js'
import {resolveRuleset} from '../domain/rules/ruleset.js'

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
  const ruleset = resolveRuleset(rules.name, rules.file, await ownRules(rules.file))
  return reviewPipeline({source}, {...options, ruleset, ...hooks})
}
