import type {CrmConnection} from '../crm-connection.js'
import type {RetryDecision} from '../run/retry-policy.js'
import type {Cancellation, Claim, Run} from '../run/run.js'
import type {DueDecision, OpenRun} from '../schedule/decide-due.js'
import type {ScheduledReview, SealedUrl} from '../scheduled-review.js'
import type {User} from '../user.js'
import type {RunCompletion} from './store.js'

export type RunOutcome =
  | {kind: 'completed'; claim: Claim; completion: RunCompletion}
  | {
      kind: 'ended'
      claim: Claim
      status: 'failed' | 'cancelled'
      errorCode: string
      errorMessage: string
      completedAt: Date
    }
  /** Back into the queue, to start at `at` or later; the error stays visible on the row. */
  | {
      kind: 'retry'
      claim: Claim
      at: Date
      errorCode: string
      errorMessage: string
      counts: 'attempt' | 'nothing'
    }
  /** Back into the queue as it was: it has not begun. */
  | {kind: 'returned'; claim: Claim}

/** A run that is to be executed now, or as soon as it is due, with all that it needs, as it was in the moment of the claim. */
export type ClaimedRun = {
  run: Run
  review: ScheduledReview
  connection: CrmConnection
  /** Of the review; null for one who was removed. */
  owner: User | null
}

export type ClaimWish = {
  /** Free threads. */
  limit: number
  /**
   * So many more, each of a connection that has no run: to follow when a thread is free, without a call between. Without started_at until
   * `begun` tells of it.
   */
  ahead: number
  /**
   * Where nothing that may start is left, runs that are due until then are claimed as well, up to `most` together with the others, so that no
   * write lies between due and started. Without started_at, as those ahead; none that anybody took before.
   */
  early: {most: number; until: Date}
  perConnection: number
  leaseOwner: string
  leaseExpiresAt: Date
  /** Names the attempt in logs and `status` (job_id). */
  newJobId(): string
  /**
   * So many runs asked for by a person are taken before a scheduled one that waits: at first, as others were taken by calls before, and
   * after each scheduled one (so that neither kind starves).
   */
  manualFirst: {now: number; later: number}
  /** Connections of which the next run is to be a scheduled one where one may start, though one asked for by a person waits. */
  scheduledFirstOf: readonly string[]
}

export type DueReport = {
  queued: number
  missed: number
  skipped: number
  quarantined: readonly {id: string; name: string; reason: string}[]
  /** The earliest next_run_at of an active review now; null when there is none. May be <= now: then call again at once. */
  nextDueAt: Date | null
}

export type Advanced = {
  claimed: readonly ClaimedRun[]
  lost: readonly Claim[]
  /** Of `outcomes`, what was stored instead: an end where the retry of a cancelled run or a result that the schema refuses was given. */
  storedInstead: readonly RunOutcome[]
  /** Of `renew`: runs that somebody asked to cancel, and why. */
  cancelRequested: readonly ({runId: string} & Cancellation)[]
  /** When the next queued run may start at the earliest (queued_at), null when none is queued. */
  nextQueuedAt: Date | null
}

export type SettledRun = {
  runId: string
  reviewName: string
  /** `returned`: it had not begun. */
  outcome: 'retried' | 'returned' | 'failed' | 'cancelled'
  errorCode: string | null
  /** Who is to be told of a failure that is final; null for nobody, and for a run that a daemon did not hold or was to be cancelled. */
  ping: {reviewId: string; pingUrl: SealedUrl} | null
}

type Settling = {
  now: Date
  isOwnerAlive(leaseOwner: string): boolean
  /** `crashCount` counts this crash. */
  decide(run: Run & {crashCount: number}, maxRetries: number): RetryDecision
}

export type RunRequest = {
  id: string
  userId: string
  scheduledReviewId: string
  reviewName: string
  trigger: 'manual' | 'retry'
  queuedAt: Date
  idempotencyKey: string | null
}

/** The runs that wait and those that run, for the daemon that executes them. Each operation is one transaction. */
export type RunQueue = {
  /**
   * Decides the occurrences of up to `limit` active reviews that are due, earliest first: ledger rows and cursors in one
   * transaction. A review whose `decide` throws, or whose row cannot be read, is paused with that reason ("quarantined: ...").
   */
  decideDue(input: {
    now: Date
    limit: number
    decide(review: ScheduledReview, openRuns: readonly OpenRun[]): DueDecision
    newId(): string
  }): Promise<DueReport>
  /**
   * Moves a cursor that lies after `now` back to it, because a person says so; records after `now` of what did not run are removed,
   * and a range of misses over it ends where `cut` says, given its start. Runs stay, so that none of their times runs twice. False,
   * and nothing changed, for a cursor that is not ahead.
   */
  takeBackCursor(input: {
    id: string
    now: Date
    nextRunAt: Date | null
    cut(from: Date): {until: Date; count: number}
  }): Promise<boolean>
  /**
   * One transaction: notes what has `begun` later than it was claimed, stores `outcomes`, extends the leases of `renew`, claims runs that
   * may start at `now`, or soon. An outcome or renewal whose claim is void (fence) changes nothing and is listed in `lost`.
   */
  advance(input: {
    now: Date
    begun: readonly {claim: Claim; at: Date}[]
    outcomes: readonly RunOutcome[]
    renew: {claims: readonly Claim[]; leaseExpiresAt: Date}
    claim: ClaimWish | null
  }): Promise<Advanced>
  /**
   * Runs that are `running` with a void lease (expired, or its owner is dead): those of a daemon (job_id set) by `decide`
   * (retry or fail; crash_count + 1 in the same statement), those of run-now `failed` with errorCode `abandoned`. Fence + 1. One that
   * was claimed ahead and has not begun is queued again as it was: the crash is not its own.
   */
  settleDead(input: Settling): Promise<readonly SettledRun[]>
  /** The same for runs of active reviews that are due alone, and not for those of `leaseOwner`, which may be late to renew its leases. */
  settleDue(input: Settling & {leaseOwner: string}): Promise<readonly SettledRun[]>
  /** When the first lease of a run that somebody else than `leaseOwner` holds runs out, unless it is renewed; null without any. */
  nextLeaseEnd(leaseOwner: string): Promise<Date | null>
  /**
   * Puts a run asked for by a person into the queue (priority 10). With `idempotencyKey` of a stored run of the user that run
   * is returned.
   */
  enqueue(run: RunRequest): Promise<{run: Run; isNew: boolean}>
  /** A queued run is cancelled at once; of a running one its owner is asked. Throws `conflict` for one that has ended. */
  requestCancel(runId: string, at: Date): Promise<Run>
  /** Changes whenever another process commits to the database (PRAGMA data_version). Costs microseconds. */
  changeCounter(): number
  /** Calls `listener` at writes, those of this process as well, where the file system tells of them. Returns what ends it. */
  watchWrites(listener: () => void): Promise<() => void>
}
