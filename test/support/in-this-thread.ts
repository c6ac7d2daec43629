import type {ReviewThreads} from '../../src/daemon/review-threads.js'
import type {ConnectionKind} from '../../src/domain/crm-connection.js'
import type {Connector} from '../../src/domain/ports/connector.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {ReviewExecutor} from '../../src/domain/ports/review-executor.js'
import {executeReview, sourceOf} from '../../src/worker/execute-review.js'
import {noHttp} from './no-access.js'

/** Does what a thread does with a task, without one. */
export function reviewsInThisThread(
  connectorOf: (kind: ConnectionKind) => Promise<Pick<Connector, 'open'>>,
): ReviewThreads {
  return {
    async execute(task, hooks) {
      const connector = await connectorOf(task.connection.kind)
      return executeReview(sourceOf(connector, task, {http: noHttp, access: hooks.access}), task, hooks)
    },
    close: async () => undefined,
  }
}

/** Reviews `source`, whatever connection the task names. */
export function reviewsOf(source: DealSource): ReviewExecutor {
  return reviewsInThisThread(async () => ({open: () => source}))
}
