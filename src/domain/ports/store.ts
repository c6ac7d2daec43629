import type {ConnectionKind, CrmConnection} from '../crm-connection.js'
import type {NewDelivery} from '../delivery/plan-deliveries.js'
import type {RevschedError} from '../errors.js'
import type {Cancellation, Claim, Run, RunStatus, RunTrigger} from '../run/run.js'
import type {ScheduledReview} from '../scheduled-review.js'
import type {Tier, User} from '../user.js'
import type {AccessStore} from './access-store.js'
import type {DaemonStore} from './daemon-log.js'
import type {ChannelStore, DeliveryStore} from './delivery-store.js'
import type {RunQueue} from './run-queue.js'
import type {SecretStore} from './secret-box.js'
import type {SetupStore} from './setup-store.js'

// Each operation is one atomic thing and asynchronous, so that a PostgreSQL store can stand beside the SQLite one.
// A `ref` is a name, an id, or an unambiguous start of an id (at least 4 characters). All of them throw RevschedError:
// `not-found`, `conflict` (name taken, ambiguous ref, state forbids it), `busy`, `storage`.

/** With the names of what they own. */
export type UserListing = User & {
  connections: readonly string[]
  schedules: readonly string[]
  channels: readonly string[]
}

export type UserStore = {
  /** The user of that name; made with `tier` when there is none yet. */
  ensureUser(name: string, tier: Tier): Promise<User>
  findUser(name: string): Promise<User | null>
  /** By name, without those who were removed. */
  listUsers(): Promise<UserListing[]>
  /** Throws `conflict` when there is one of that name. One who was removed comes back to the runs of then, with the id of then. */
  addUser(user: User): Promise<User>
  /** Throws `not-found` for one who was removed meanwhile. */
  setTier(userId: string, tier: Tier): Promise<void>
  /** Their runs stay. Throws `conflict`, naming what it is, for one who owns something, and for the last one. */
  removeUser(userId: string): Promise<void>
}

export type ConnectionStore = {
  /** With its sealed secret, null for none. Throws `conflict` when the user has a connection of that name. */
  addConnection(connection: CrmConnection, secret: Uint8Array | null): Promise<void>
  listConnections(userId: string): Promise<CrmConnection[]>
  findConnection(userId: string, ref: string): Promise<CrmConnection>
  /**
   * Writes name, settings and `lastCheckedAt`, where the stored settings still are `expected`. With `secret`, the sealed login that goes with
   * them, in the same transaction: null for none; records that reads with the old one kept are forgotten. Throws `conflict` where somebody else changed them meanwhile or has the name.
   */
  updateConnection(
    connection: CrmConnection,
    change: {expected: CrmConnection['settings']; secret?: Uint8Array | null},
  ): Promise<void>
  /** Throws `conflict`, naming the scheduled reviews, while any uses it. Past runs keep what they stored. */
  removeConnection(userId: string, id: string): Promise<void>
  markConnectionChecked(id: string, at: Date): Promise<void>
}

type LastRun = Pick<Run, 'id' | 'status' | 'healthScore' | 'completedAt' | 'errorCode' | 'errorMessage'>

/** What `list` shows: one row of a join, read by one statement without any per-schedule work. */
export type ReviewListing = ScheduledReview & {
  connectionName: string
  connectionKind: ConnectionKind
  /** Why only a person can let the connection in again; null while its CRM takes the login. */
  connectionNeedsLogin: string | null
  /** Another one than `userId` only where somebody else got the connection: then no run of the review may read it. */
  connectionUserId: string
  /** False when the stored row is not what this program writes: it is listed as paused, with what could be read. */
  isReadable: boolean
  lastRun: LastRun | null
}

export type ReviewStore = {
  /** All in one transaction; throws `conflict` for the first whose name is taken. */
  addReviews(reviews: readonly ScheduledReview[]): Promise<void>
  listReviews(userId: string): Promise<ReviewListing[]>
  findReview(userId: string, ref: string): Promise<ReviewListing>
  /** Writes the changed review if the stored one still has `expectedUpdatedAt`; throws `conflict` otherwise. */
  updateReview(review: ScheduledReview, expectedUpdatedAt: Date): Promise<void>
  /** Its runs stay, with their `reviewName`. */
  removeReview(userId: string, id: string): Promise<void>
}

export type NewRun = {
  id: string
  userId: string
  scheduledReviewId: string | null
  reviewName: string
  trigger: RunTrigger
  priority: number
  startedAt: Date
  leaseOwner: string
  leaseExpiresAt: Date
  /** Unique per user; null, or left out, for a run that may be made again. */
  idempotencyKey?: string | null
}

export type RunCompletion = {
  completedAt: Date
  dealsAnalyzed: number
  healthScore: number | null
  issuesFound: number
  highRiskDeals: number
  analysis: {
    id: string
    rulesetFingerprint: string
    skippedRules: readonly string[]
    /** Compressed document, see domain/review/analysis-document.ts. */
    document: Uint8Array
  }
  /** The deals it was made from, see domain/review/review-input.ts; null where they are too many to be kept. */
  input: Uint8Array | null
  ruleResults: readonly {ruleId: string; checked: number; violated: number; skippedReason: string | null}[]
  /** Written with the result, so that nothing is sent that is not stored, and nothing stored is forgotten. */
  deliveries: readonly NewDelivery[]
}

export type RunFilter = {
  userId: string
  /** Id of a scheduled review. */
  scheduledReviewId?: string
  statuses?: readonly RunStatus[]
  /** Runs created at or after this instant. */
  since?: Date
  /** Newest first; no limit when left out. */
  limit?: number
}

/** The last completed runs of a scheduled review up to one of them, oldest first. */
export type RunTrends = readonly {
  runId: string
  healthScore: number | null
  /** Made under other rules than the one before it: what lies between the two is no trend. */
  isUnderOtherRules: boolean
  /** By rule: the share of checked deals that violated it, 0-1; without those that were skipped or checked nothing. */
  failureRates: Readonly<Record<string, number>>
}[]

/** What one completed run found, without its document. */
export type RecentResult = {
  runId: string
  scheduledReviewId: string
  completedAt: Date
  dealsAnalyzed: number
  healthScore: number | null
  issuesFound: number
  highRiskDeals: number
  /** Made under other rules than the one before it: what lies between the two is no trend. */
  isUnderOtherRules: boolean
  /** Its messages that have not arrived everywhere, or perhaps not. */
  undelivered: number
}

/** The deals that a run was made from, or why they are not there: too many, not of the newest runs, or never kept, as earlier versions did not. */
export type StoredInput =
  | {kind: 'kept'; document: Uint8Array}
  | {kind: 'too-large' | 'too-old' | 'never-kept'}

/** Runs that a trend is drawn from: three months of weekly ones. */
export const runsInTrend = 13

/** Of how many completed runs of a scheduled review, and of all runs without one, the deals are kept: as many as a trend shows. */
export const inputsKept = runsInTrend

/** Of which runs `latest` is the newest: those with a report, those to cancel, or those to do again. */
export type LatestKind = 'completed' | 'open' | 'ended'

/** How far a reader of the ledger has come; the numbers are the store's own. */
export type LedgerPosition = {run: number; event: number}

export type RunStore = {
  /**
   * Inserts a run that its caller executes at once, as `running` with fence 1. Throws `busy` (naming the run) when the
   * same scheduled review is running with a live lease; a running row of that review, or of none, whose lease is void is first
   * settled, in the same transaction: as a daemon does at its start, back into the queue where the policy allows another attempt,
   * or `failed` with errorCode `abandoned`. Throws `busy`, too, where a run of the user has its key already.
   */
  startRun(run: NewRun, isOwnerAlive: (leaseOwner: string) => boolean): Promise<Run>
  /** The run of the user that was made with that key, in whatever state. */
  runWithKey(userId: string, key: string): Promise<Run | null>
  /** Tells why the run is to end when somebody asked for that, null otherwise. Throws `conflict` for a void claim. */
  renewLease(claim: Claim, leaseExpiresAt: Date): Promise<{cancelRequested: Cancellation | null}>
  /**
   * Result, analysis, input, rule results and the review's lastRunAt in one transaction, which also removes the inputs that are no longer
   * among the newest. Throws `conflict` for a void claim.
   */
  completeRun(claim: Claim, completion: RunCompletion): Promise<Run>
  failRun(
    claim: Claim,
    failure: {completedAt: Date; status: 'failed' | 'cancelled'; errorCode: string; errorMessage: string},
  ): Promise<Run>
  listRuns(filter: RunFilter): Promise<Run[]>
  countRuns(filter: Omit<RunFilter, 'limit'>): Promise<number>
  /**
   * Runs that were entered after a position of the ledger, oldest first, behind those of `ids` as they are now; and the position
   * to go on from. None after `null`, which asks where the ledger ends.
   */
  changedRuns(wish: {
    userId: string
    scheduledReviewId?: string
    after: LedgerPosition | null
    ids: readonly string[]
  }): Promise<{runs: Run[]; position: LedgerPosition}>
  /** `ref` is a run id or a start of one, `latest`, or `<review>@latest`: the newest run of that kind, completed unless told. */
  findRun(userId: string, ref: string, kind?: LatestKind): Promise<Run>
  /** The document of a run; throws `not-found` when the run has none (it did not complete). */
  readAnalysis(runId: string): Promise<Uint8Array>
  readInput(run: Pick<Run, 'id' | 'scheduledReviewId'>): Promise<StoredInput>
  /** The newest completed run of the scheduled review and its document; null when there is none. */
  lastAnalysis(scheduledReviewId: string): Promise<{runId: string; document: Uint8Array} | null>
  /** At most `limit`, the run itself last; none for a run of a bare connection. */
  runTrends(run: Pick<Run, 'id' | 'scheduledReviewId'>, limit: number): Promise<RunTrends>
  /** Of the last runs of every scheduled review of the user, at most `limit` of each; those of one review together, oldest first. */
  recentResults(userId: string, limit: number): Promise<RecentResult[]>
}

export type DatabaseCheck = {
  name: string
  isOk: boolean
  /** What was found, e.g. `wal`, `0600`, `3.53.2`. */
  detail: string
  /** What to do about it, where that is not to restore a backup. */
  fix?: string
}

/** One SQLite file. */
export type Database = UserStore &
  ConnectionStore &
  ReviewStore &
  RunStore &
  RunQueue &
  DaemonStore &
  SecretStore &
  AccessStore &
  ChannelStore &
  DeliveryStore &
  SetupStore & {
    readonly path: string
    /** False once the file was removed or replaced: what is written from then on is lost. */
    isInPlace(): boolean
    /** Why nothing is written any more, once a newer program has migrated the file; else null. */
    newerVersion(): RevschedError | null
    /** Waits no longer than this for other processes from now on, which is 10 s before. */
    hurry(patienceMs: number): void
    /** Integrity (quick or full), foreign keys, pragmas, file modes, schema version. */
    check(options: {full: boolean}): Promise<DatabaseCheck[]>
    /** Writes a verified copy through SQLite's backup; refuses an existing target. Returns its size in bytes. */
    backup(target: string): Promise<{path: string; bytes: number}>
    close(): void
  }
