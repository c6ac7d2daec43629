import type {CrmConnection} from '../crm-connection.js'
import type {ReviewSummary} from '../review/analysis.js'
import type {DealFilter} from '../review/deal-filter.js'
import type {OwnerEmails} from '../review/owner-emails.js'
import type {RulesetDefinition} from '../rules/ruleset.js'
import type {CrmAccess} from './crm-access.js'
import type {SourceProgress} from './deal-source.js'

/** All that a review needs, as plain data: it is sent to the thread that executes the review. */
export type ReviewTask = {
  connection: Pick<CrmConnection, 'kind' | 'settings'>
  /** Kind and name of the connection. */
  label: string
  /** Open stages from first to last, where the connection says so. */
  stageOrder: readonly string[] | null
  rules: RulesetDefinition
  /** Which of the connection's deals are reviewed; null for all. */
  filter: DealFilter | null
  /** The same in words that stay the same from day to day; left out for all. */
  filterText?: string
  /** Its owners are written to at the addresses that the connection has of them. */
  needsOwnerEmails?: true
  /** Every date is judged at this instant, in this canonical zone. */
  asOf: Date
  timeZone: string
}

export type StoredReview = {runId: string; document: Uint8Array}

export type ReviewProgress = ({step: 'reading'} & SourceProgress) | {step: 'judging'; rowsRead: number}

export type ReviewResult = {
  summary: ReviewSummary
  /** Left out where nobody asked for them. */
  ownerEmails?: OwnerEmails
  document: Uint8Array
  /** The deals it was made from, see domain/review/review-input.ts; null where they are too many to be kept. */
  input: Uint8Array | null
}

export type ReviewHooks = {
  signal: AbortSignal
  onProgress?: (progress: ReviewProgress) => void
  /** The way into the connection's CRM. */
  access: CrmAccess
  /**
   * Gives the review to compare with, or null. Asked for once, where reading takes long when all is read: its document may be of many
   * megabytes, which are moved to the thread, so nobody else may use them afterwards.
   */
  previous: () => Promise<StoredReview | null>
  /**
   * Called seconds after the review was given up, when its thread has not ended: native code, such as a read from a disk that hangs,
   * heeds nobody. Another thread has its place. `ended` resolves when it ends after all.
   */
  onAbandoned?: (ended: Promise<void>) => void
}

/** Executes reviews beside its caller, who stays free to keep time: fetch, rules, score, packed result. */
export type ReviewExecutor = {
  /** Rejects with the reason of `signal` when that is aborted, at most a second later. */
  execute(task: ReviewTask, hooks: ReviewHooks): Promise<ReviewResult>
}
