import {reviewPipeline} from '../../src/app/review-pipeline.js'
import type {ReviewThreads} from '../../src/daemon/review-threads.js'
import type {ConnectionKind} from '../../src/domain/crm-connection.js'
import type {Connector} from '../../src/domain/ports/connector.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {ReviewExecutor} from '../../src/domain/ports/review-executor.js'
import {resolveRuleset} from '../../src/domain/rules/ruleset.js'
import {executeReview} from '../../src/worker/execute-review.js'

/** Reviews `source`, whatever connection the task names, without a thread. */
export function reviewsOf(source: DealSource): ReviewExecutor {
  return {
    execute: ({rules, ...task}, hooks) =>
      reviewPipeline({source}, {...task, ruleset: resolveRuleset(rules.name, rules.file), ...hooks}),
  }
}

/** Does what a thread does with a task, without one. */
export function reviewsInThisThread(
  connectorOf: (kind: ConnectionKind) => Promise<Connector>,
): ReviewThreads {
  return {
    execute: (task, hooks) => executeReview({connectorOf}, task, hooks),
    close: async () => undefined,
  }
}
