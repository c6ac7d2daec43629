import type {MessagePort} from 'node:worker_threads'
import type {PlainError} from '../domain/plain-error.js'
import type {AccessGrant, CallRate, KeptRecords} from '../domain/ports/crm-access.js'
import type {ReviewProgress, ReviewResult, ReviewTask, StoredReview} from '../domain/ports/review-executor.js'

// What a review's thread and its parent say to each other, over a port of their own per review.

/** What a thread of the pool is given: over the port come the reviews that it is to do, and null when there are no more. */
export type SessionTask = {port: MessagePort}

/** One review, with the port over which it is spoken of. */
export type ThreadTask = {task: ReviewTask; port: MessagePort}

/**
 * A file is read in less time than a busy parent takes to answer: the last review comes with the task. A CRM may take minutes, in which
 * its document of perhaps many megabytes would be in memory for nothing.
 */
export const isPreviousAsked = ({connection}: ReviewTask): boolean => connection.kind !== 'file'

/** What only the parent has: it holds the secrets and the database. */
export type Ask =
  | {kind: 'grant'; refused: string | null}
  | {kind: 'permit'; rate: CallRate}
  | {kind: 'mark'; needsLogin: string | null}
  | {kind: 'kept'; shape: string}
  | {kind: 'keep'; shape: string; kept: KeptRecords}

/** To each kind of question; null where there is nothing to say. */
export type Answer = {
  [Kind in Ask['kind']]: Kind extends 'grant' ? AccessGrant : Kind extends 'kept' ? KeptRecords | null : null
}

/**
 * From the thread. `ask-previous`, of a review whose parent waits to be asked, is answered with `previous`, `ask` with `answer` or
 * `refusal` of the same number; the last one is `done` or `failed`.
 */
export type FromThread =
  | {kind: 'progress'; progress: ReviewProgress}
  | {kind: 'ask-previous'}
  | {kind: 'ask'; number: number; ask: Ask}
  | {kind: 'done'; result: ReviewResult}
  | {kind: 'failed'; error: PlainError}

/** To the thread. `stop` asks the review to end, for this reason. */
export type ToThread =
  | {kind: 'stop'; reason: PlainError}
  | {kind: 'previous'; previous: StoredReview | null}
  | {kind: 'answer'; number: number; answer: Answer[Ask['kind']]}
  | {kind: 'refusal'; number: number; error: PlainError}

/** The memory below these bytes, to be moved instead of copied; nothing where it holds other bytes as well. */
export function movable({buffer, byteLength}: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
