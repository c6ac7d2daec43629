import type {ClaimWish, RunOutcome} from '../../src/domain/ports/run-queue.js'
import type {Database} from '../../src/domain/ports/store.js'
import type {Run} from '../../src/domain/run/run.js'
import type {DueDecision, LedgerEntry} from '../../src/domain/schedule/decide-due.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {storedAt, withReview} from './a-store.js'

/** An instant some seconds after `storedAt`. */
export const at = (seconds: number) => new Date(storedAt.getTime() + seconds * 1000)

/** Ids that tell in which order they were given: p-1, p-2, ... */
export function countedIds(prefix = 'run'): () => string {
  let count = 0
  return () => `${prefix}-${++count}`
}

export function aDecision(entries: readonly LedgerEntry[], changes: Partial<DueDecision> = {}): DueDecision {
  return {entries, cursor: at(60), nextRunAt: at(3600), cancelRunIds: [], hasMore: false, ...changes}
}

export const queuedAt = (scheduledFor: Date, startAt = scheduledFor): LedgerEntry => ({
  kind: 'queued',
  at: scheduledFor,
  startAt,
  trigger: 'schedule',
})

/** Decides what is due by the same decision for each review. */
export function decide(
  database: Database,
  decision: DueDecision,
  {now = at(60), newId = countedIds()}: {now?: Date; newId?: () => string} = {},
) {
  return database.decideDue({now, limit: 100, decide: () => decision, newId})
}

export function aWish(changes: Partial<ClaimWish> = {}): ClaimWish {
  return {
    limit: 4,
    ahead: 0,
    early: {most: 0, until: at(100)},
    perConnection: 2,
    leaseOwner: 'daemon',
    leaseExpiresAt: at(1000),
    newJobId: countedIds('job'),
    manualFirst: {now: 3, later: 3},
    scheduledFirstOf: [],
    ...changes,
  }
}

/** Claims at `now`, after storing `outcomes`. */
export function claim(
  database: Database,
  wish: Partial<ClaimWish> = {},
  {now = at(100), outcomes = []}: {now?: Date; outcomes?: readonly RunOutcome[]} = {},
) {
  const renew = {claims: [], leaseExpiresAt: at(1000)}
  return database.advance({now, begun: [], outcomes, renew, claim: aWish(wish)})
}

export const claimOf = ({id, fence}: Pick<Run, 'id' | 'fence'>) => ({runId: id, fence})

/** The review of withReview, and as many more of the same connection. */
export async function withReviews(database: Database, count: number) {
  const {user, connection, review} = await withReview(database)
  const reviews: ScheduledReview[] = [review]
  for (let index = 1; index < count; index++) {
    const another = {...review, id: `r000000${index}-2`, name: `weekly ${index}`}
    await database.addReviews([another])
    reviews.push(another)
  }
  return {user, connection, reviews}
}

/** A run asked for by hand. */
export async function enqueued(
  database: Database,
  review: ScheduledReview,
  {id, queuedAt = storedAt}: {id: string; queuedAt?: Date},
): Promise<Run> {
  const request = {id, userId: review.userId, scheduledReviewId: review.id, reviewName: review.name}
  const {run} = await database.enqueue({...request, trigger: 'manual', queuedAt, idempotencyKey: null})
  return run
}
