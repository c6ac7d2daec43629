import {fullReadEveryMs} from '../domain/crm-connection.js'
import type {DaemonStore} from '../domain/ports/daemon-log.js'
import type {RunStatus} from '../domain/run/run.js'
import {removeSurplusInput} from './review-inputs.js'
import type {Session, Values} from './session.js'

// Removes old history in pieces, so that neither the write lock nor the event loop is held for long, whatever has gathered.
// Of a review, what was written last counts as newest: an index gives that order at once, and only a clock that was set back
// makes it differ from the order by time.

const pieceSize = 200
/** What is deleted is overwritten with zeros (secure_delete), all of which passes through the write-ahead log. */
const pieceBytes = 4 * 1024 * 1024
/** Between two pieces, for those who wait for the lock. */
const pauseMs = 20

type PruneInput = Parameters<DaemonStore['prune']>[0]
type Pace = {isOver(): boolean; pause(): Promise<void>}

export async function prune(
  session: Session,
  {before, keepPerReview, maxMs, signal}: PruneInput,
): Promise<{runs: number; events: number}> {
  const {clock} = session
  const endMs = clock.now().getTime() + (maxMs ?? Number.POSITIVE_INFINITY)
  const pace = {
    isOver: () => signal?.aborted === true || clock.now().getTime() >= endMs,
    pause: () => clock.sleep(pauseMs),
  }
  await forgetRecords(session, pace)
  await forgetInputs(session, pace)
  const old = await pruneOld(session, before, pace)
  const surplus = await pruneSurplus(session, keepPerReview, pace)
  return {runs: old + surplus, events: await pruneEvents(session, before, pace)}
}

/** Records of reads so old that the next one reads all anyway; one at a time, as each may have many megabytes. */
async function forgetRecords(session: Session, pace: Pace): Promise<void> {
  const values = {before: session.clock.now().getTime() - fullReadEveryMs}
  while (!pace.isOver()) {
    const {changes} = await session.write(() => session.prepared(forgetOne).run(values))
    if (changes === 0) return
    await pace.pause()
  }
}

/** Those that runs pushed out which are gone, or whose review was removed; one at a time as well. */
async function forgetInputs(session: Session, pace: Pace): Promise<void> {
  let after = 0
  while (!pace.isOver()) {
    const position = await session.write(() => removeSurplusInput(session, after))
    if (position === null) return
    after = position
    await pace.pause()
  }
}

async function pruneOld(session: Session, before: Date, pace: Pace): Promise<number> {
  let removed = 0
  for (const userId of await distinct(session, nextUser)) {
    let last = {created_at: Number.MIN_SAFE_INTEGER, position: 0}
    while (!pace.isOver()) {
      const values = {userId, before: before.getTime(), limit: pieceSize, ...last}
      const page = await session.write(() => removeFrom(session, oldRunsAfter(session, values)))
      removed += page.removed
      if (page.isLast) break
      last = page.last!
      await pace.pause()
    }
  }
  return removed
}

type OldRun = {created_at: number; position: number; stays: number}

const oldRunsAfter = (session: Session, values: Values) => session.prepared<OldRun>(oldRuns).all(values)

function removeFrom(session: Session, rows: readonly OldRun[]) {
  const walked = firstThatFit(session, rows)
  return {
    removed: removeAll(
      session,
      walked.filter(({stays}) => !stays),
    ),
    last: walked.at(-1),
    isLast: rows.length < pieceSize && walked.length === rows.length,
  }
}

/** As many as go into one transaction by what they stored, at least one. */
function firstThatFit<Row extends {position: number; stays?: number}>(
  session: Session,
  rows: readonly Row[],
): readonly Row[] {
  let bytes = 0
  const size = session.prepared<{bytes: number}>(storedBytes)
  const end = rows.findIndex(({position, stays}, index) => {
    if (!stays) bytes += size.get({position})?.bytes ?? 0
    return index > 0 && bytes > pieceBytes
  })
  return end < 0 ? rows : rows.slice(0, end)
}

/** Beyond the newest `keep` of each review. */
async function pruneSurplus(session: Session, keep: number, pace: Pace): Promise<number> {
  let removed = 0
  for (const reviewId of await distinct(session, nextReview)) {
    while (!pace.isOver()) {
      const count = await session.read(() => countUpTo(session, reviewId, keep + pieceSize))
      if (count <= keep) break
      const piece = await session.write(() =>
        removeAll(session, firstThatFit(session, oldestOf(session, reviewId, count - keep))),
      )
      removed += piece
      await pace.pause()
      if (piece === 0) break
    }
  }
  return removed
}

const finalStates: readonly RunStatus[] = ['completed', 'failed', 'missed', 'skipped', 'cancelled']

function oldestOf(session: Session, reviewId: string, limit: number): {position: number}[] {
  const newest = session.prepared<{position: number | null}>(newestCompleted).get({reviewId})?.position
  const ofState = session.prepared<{position: number; stays: number}>(oldestInState)
  return finalStates
    .flatMap(status => ofState.all({reviewId, status, limit}))
    .sort((one, other) => one.position - other.position)
    .slice(0, limit)
    .filter(({position, stays}) => !stays && position !== newest)
}

function countUpTo(session: Session, reviewId: string, limit: number): number {
  return session.prepared<{count: number}>(countOfReview).get({reviewId, limit})!.count
}

function removeAll(session: Session, runs: readonly {position: number}[]): number {
  for (const {position} of runs) session.prepared(removeRun).run({position})
  return runs.length
}

/** Daemons that were gone before go with their events; the last one stays, for `status`. */
async function pruneEvents(session: Session, before: Date, pace: Pace): Promise<number> {
  let removed = 0
  while (!pace.isOver()) {
    const values = {before: before.getTime(), limit: 5 * pieceSize}
    const piece = await session.write(() => session.prepared(removeEvents).run(values).changes)
    removed += piece
    if (piece < values.limit) {
      await session.write(() => session.prepared(removeDaemons).run(values))
      break
    }
    await pace.pause()
  }
  return removed
}

/** All values of an indexed column, found one by one: a scan would read the whole index. */
async function distinct(session: Session, sql: string): Promise<string[]> {
  return session.read(() => {
    const found: string[] = []
    for (;;) {
      const next = session.prepared<{value: string | null}>(sql).get({after: found.at(-1) ?? ''})?.value
      if (next == null) return found
      found.push(next)
    }
  })
}

export const nextUser = 'SELECT min(user_id) AS value FROM review_runs WHERE user_id > @after'

export const nextReview =
  'SELECT min(scheduled_review_id) AS value FROM review_runs WHERE scheduled_review_id > @after'

// What waits to be sent is read from its run: the message would be lost without a word.
const isUndelivered = `EXISTS (SELECT 1 FROM deliveries WHERE deliveries.run_id = run.id
  AND +deliveries.status IN ('pending', 'sending'))`

// Runs that are open or not delivered yet, and the newest completed of a review, are walked over.
export const oldRuns = `SELECT rowid AS position, created_at, status IN ('queued', 'running') OR ${isUndelivered} OR (
    status = 'completed' AND scheduled_review_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM review_runs AS newer WHERE newer.scheduled_review_id = run.scheduled_review_id
        AND newer.status = 'completed' AND newer.rowid > run.rowid)) AS stays
  FROM review_runs AS run INDEXED BY review_runs_by_age
  WHERE user_id = @userId AND created_at < @before AND (created_at, rowid) > (@created_at, @position)
  ORDER BY created_at, rowid LIMIT @limit`

export const countOfReview =
  'SELECT count(*) AS count FROM (SELECT 1 FROM review_runs WHERE scheduled_review_id = @reviewId LIMIT @limit)'

const newestCompleted = `SELECT max(rowid) AS position FROM review_runs
  WHERE scheduled_review_id = @reviewId AND status = 'completed'`

export const oldestInState = `SELECT rowid AS position, ${isUndelivered} AS stays FROM review_runs AS run
  WHERE scheduled_review_id = @reviewId AND status = @status ORDER BY rowid LIMIT @limit`

export const storedBytes = `SELECT length(analyses.document) + coalesce(length(review_inputs.document), 0) AS bytes
  FROM review_runs JOIN analyses ON analyses.run_id = review_runs.id
    LEFT JOIN review_inputs ON review_inputs.run_id = review_runs.id
  WHERE review_runs.rowid = @position`

const removeRun = 'DELETE FROM review_runs WHERE rowid = @position'

const removeEvents =
  'DELETE FROM events WHERE id IN (SELECT id FROM events WHERE at < @before ORDER BY at LIMIT @limit)'

const removeDaemons = `DELETE FROM daemons WHERE last_seen_at < @before
  AND id <> (SELECT id FROM daemons ORDER BY rowid DESC LIMIT 1)`

const forgetOne = `DELETE FROM kept_records WHERE rowid IN (SELECT rowid FROM kept_records WHERE read_at < @before LIMIT 1)`
