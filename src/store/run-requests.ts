import {RevschedError} from '../domain/errors.js'
import type {RunRequest} from '../domain/ports/run-queue.js'
import {priorities, type Run} from '../domain/run/run.js'
import {cancelledByCommand, cancelRun} from './cancel-runs.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'

// What people ask of the queue, inside of a write transaction.

export function enqueue(session: Session, request: RunRequest): {run: Run; isNew: boolean} {
  const {id, userId, scheduledReviewId, idempotencyKey} = request
  const known =
    idempotencyKey === null ? undefined : session.prepared<RunRow>(byKey).get({userId, key: idempotencyKey})
  if (known) return {run: runOf(known), isNew: false}
  if (!session.prepared(reviewOfUser).get({id: scheduledReviewId, userId})) {
    throw new RevschedError('not-found', `"${request.reviewName}" was removed by another command`, {
      hint: 'revsched list shows the scheduled reviews',
    })
  }
  session.prepared(insert).run({...request, queuedAt: request.queuedAt.getTime()})
  return {run: runWith(session, id)!, isNew: true}
}

export function requestCancel(session: Session, runId: string, at: Date): Run {
  const isAsked = cancelRun(session, runId, {...cancelledByCommand, at})
  const run = runWith(session, runId)
  if (!run) {
    throw new RevschedError('not-found', `there is no run "${runId}"`, {
      hint: 'revsched history lists the runs',
    })
  }
  if (isAsked) return run
  throw new RevschedError('conflict', `run ${runId.slice(0, 8)} has ended already: it is ${run.status}`, {
    hint: 'only a run that is queued or running can be cancelled: revsched history --status running',
  })
}

function runWith(session: Session, id: string): Run | null {
  const row = session.prepared<RunRow>(byId).get({id})
  return row ? runOf(row) : null
}

const byId = 'SELECT * FROM review_runs WHERE id = @id'

const byKey = 'SELECT * FROM review_runs WHERE user_id = @userId AND idempotency_key = @key'

const reviewOfUser = 'SELECT 1 FROM scheduled_reviews WHERE id = @id AND user_id = @userId'

const insert = `INSERT INTO review_runs (id, user_id, scheduled_review_id, review_name, status, trigger, priority, queued_at,
    idempotency_key, created_at)
  VALUES (@id, @userId, @scheduledReviewId, @reviewName, 'queued', @trigger, ${priorities.manual}, @queuedAt, @idempotencyKey, @queuedAt)`
