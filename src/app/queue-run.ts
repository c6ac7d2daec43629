import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import type {ReviewStore, RunStore} from '../domain/ports/store.js'
import {isOpen, type Run} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import {authoriseConnection, connectionOf} from './authorise.js'

type QueuePorts = {
  queue: Pick<RunQueue, 'enqueue'>
  reviews: Pick<ReviewStore, 'findReview'>
  clock: Clock
  ids: Ids
}

/**
 * Leaves a run of a scheduled review to the daemon, which takes it before those that the schedule asked for. With a key, the same
 * call again gives the same run: `isNew` is false then. Every tier may: what a person asks for is no schedule.
 */
export async function queueRun(
  {queue, reviews, clock, ids}: QueuePorts,
  actor: User,
  {ref, key}: {ref: string; key: string | null},
): Promise<{run: Run; isNew: boolean}> {
  const review = await reviews.findReview(actor.id, ref)
  authoriseConnection(actor, connectionOf(review))
  return queue.enqueue({
    id: ids.next(),
    userId: actor.id,
    scheduledReviewId: review.id,
    reviewName: review.name,
    trigger: 'manual',
    queuedAt: clock.now(),
    idempotencyKey: key,
  })
}

/** Queues a new run of the same scheduled review; the one that has ended stays as it is. */
export async function retryRun(
  {queue, reviews, runs, clock, ids}: QueuePorts & {runs: Pick<RunStore, 'findRun'>},
  actor: User,
  ref: string,
): Promise<Run> {
  const ended = await runs.findRun(actor.id, ref, 'ended')
  const {id, status, scheduledReviewId, reviewName} = ended
  const name = `run ${id.slice(0, 8)} of "${reviewName}"`
  if (isOpen(ended))
    throw new RevschedError('conflict', `${name} is ${status} and has not ended yet`, {
      hint: `wait for it, or end it first: revsched cancel ${shellWord(id.slice(0, 8))}`,
    })
  if (scheduledReviewId === null)
    throw new RevschedError(
      'conflict',
      `${name} belongs to no scheduled review, or to one that was removed`,
      {
        hint: 'run the connection again: revsched run-now --connection <name>',
      },
    )
  authoriseConnection(actor, connectionOf(await reviews.findReview(actor.id, scheduledReviewId)))
  const {run} = await queue.enqueue({
    id: ids.next(),
    userId: actor.id,
    scheduledReviewId,
    reviewName,
    trigger: 'retry',
    queuedAt: clock.now(),
    idempotencyKey: null,
  })
  return run
}
