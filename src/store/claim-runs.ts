import type {CrmConnection} from '../domain/crm-connection.js'
import type {ClaimedRun, ClaimWish} from '../domain/ports/run-queue.js'
import {priorities} from '../domain/run/run.js'
import type {User} from '../domain/user.js'
import {type ConnectionRow, connectionOf} from './connection-row.js'
import {oneMoreIn} from './one-more.js'
import {reviewOf, type StoredReview} from './review-row.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'
import {type UserRow, userById, userOf} from './user-row.js'

// Which queued runs start now, or soon, inside of a write transaction. A claim costs the same however many wait for connections that
// are full: where the oldest few may not start, the oldest of each other connection is looked up.

type Waiting = {
  id: string
  position: number
  queued_at: number
  scheduled_review_id: string
  /** 0 for one that nobody has taken yet. */
  fence: number
  /** The id of its connection; empty where its review is gone. */
  waits_for: string
}

export function claimRuns(session: Session, wish: ClaimWish, now: Date): ClaimedRun[] {
  const claimed: ClaimedRun[] = []
  const taken = takenNow(session, wish, now)
  const owing = new Set(wish.scheduledFirstOf)
  const most = wish.limit + wish.ahead
  const isLast = () => claimed.length >= wish.limit - 1
  const places = {taken, owing, isLast, until: now}
  const manual = inTurn(session, waitingIn(session, priorities.manual, places), places)
  const scheduled = waitingIn(session, priorities.scheduled, places)
  const claimOneOf = (lane: Generator<Waiting>): ClaimedRun | null => {
    for (let {value: waiting} = lane.next(); waiting; {value: waiting} = lane.next()) {
      const isAhead = claimed.length >= wish.limit || waiting.queued_at > now.getTime()
      // One that was taken before may have ended its process: it begins as it is claimed, and the next time that counts.
      if (isAhead && waiting.fence > 0) return null
      const startedAt = isAhead ? null : now
      const run = claim(session, waiting, {wish, now, startedAt})
      if (run) taken.add(waiting)
      if (run?.run.priority === priorities.scheduled) owing.delete(waiting.waits_for)
      if (run) return run
    }
    return null
  }
  let manualLeft = wish.manualFirst.now
  while (claimed.length < most) {
    const [first, second] = manualLeft > 0 ? [manual, scheduled] : [scheduled, manual]
    const run = claimOneOf(first!) ?? claimOneOf(second!)
    if (!run) break
    claimed.push(run)
    manualLeft = run.run.priority === priorities.scheduled ? wish.manualFirst.later : manualLeft - 1
  }
  const {early} = wish
  const soon = waitingIn(session, priorities.scheduled, {
    ...places,
    isLast: () => claimed.length >= early.most - 1,
    until: early.until,
  })
  while (claimed.length < early.most) {
    const run = claimOneOf(soon)
    if (!run) break
    claimed.push(run)
  }
  return claimed
}

type Taken = {
  busyReviews: Set<string>
  fullConnections: Set<string>
  /** Those that hold a thread. */
  busyConnections: Set<string>
  add(run: Pick<Waiting, 'scheduled_review_id' | 'waits_for'>): void
}

/** What the runs of all daemons and commands on this database hold. A run whose lease has run out no longer fetches. */
function takenNow(session: Session, {perConnection}: ClaimWish, now: Date): Taken {
  const perId = new Map<string, number>()
  const taken: Taken = {
    busyReviews: new Set(),
    fullConnections: new Set(),
    busyConnections: new Set(),
    add({scheduled_review_id, waits_for}) {
      taken.busyReviews.add(scheduled_review_id)
      if (waits_for === '') return
      const count = (perId.get(waits_for) ?? 0) + 1
      perId.set(waits_for, count)
      taken.busyConnections.add(waits_for)
      if (count >= perConnection) taken.fullConnections.add(waits_for)
    },
  }
  type Running = Pick<Waiting, 'scheduled_review_id' | 'waits_for'> & {lease_expires_at: number | null}
  for (const run of session.prepared<Running>(runningRuns).all({})) {
    if (run.lease_expires_at !== null && run.lease_expires_at > now.getTime()) taken.add(run)
    else taken.busyReviews.add(run.scheduled_review_id)
  }
  return taken
}

/** What is left to be claimed. */
type Places = {
  taken: Taken
  /** Connections whose next run is to be a scheduled one. */
  owing: Set<string>
  isLast(): boolean
  /** When they are due at the latest. */
  until: Date
}

/** The last free thread goes to a connection that has none: two that hang hold all but one. */
const passedOver = ({taken, isLast}: Places) => (isLast() ? taken.busyConnections : taken.fullConnections)

const mayStart = (waiting: Waiting, places: Places) =>
  !passedOver(places).has(waiting.waits_for) && !places.taken.busyReviews.has(waiting.scheduled_review_id)

/** Before a run by hand that might start, the oldest scheduled one of its connection where that owes one. */
function* inTurn(session: Session, manual: Iterable<Waiting>, places: Places): Generator<Waiting> {
  for (const waiting of manual) {
    if (places.owing.delete(waiting.waits_for)) {
      const {taken, until} = places
      const busy = JSON.stringify([...taken.busyReviews])
      const lane = {priority: priorities.scheduled, connection: waiting.waits_for}
      const scheduled = session
        .prepared<Waiting>(oldestOfConnection)
        .get({...lane, busy, until: until.getTime()})
      if (scheduled) yield scheduled
      if (scheduled && !mayStart(waiting, places)) continue
    }
    yield waiting
  }
}

/** The oldest of a lane that are looked at, page by page: all that a call claims, mostly. */
const pageSizes = [8, 60]

/** The runs of a lane that may start, oldest first. Each that is claimed may rule others out. */
function* waitingIn(session: Session, priority: number, places: Places): Generator<Waiting> {
  const lane = {priority, until: places.until.getTime()}
  let last = {queued_at: Number.MIN_SAFE_INTEGER, position: 0}
  for (const limit of pageSizes) {
    const after = {queuedAfter: last.queued_at, after: last.position}
    const page = session.prepared<Waiting>(oldestRuns(limit)).all({...lane, ...after})
    for (const waiting of page) if (mayStart(waiting, places)) yield waiting
    if (page.length < limit) return
    last = page.at(-1)!
  }
  for (;;) {
    const full = JSON.stringify([...passedOver(places)])
    const busy = JSON.stringify([...places.taken.busyReviews])
    const next = session.prepared<Waiting>(oldestOfFree).get({...lane, full, busy})
    if (!next) return
    yield next
  }
}

/** Null when what the run needs cannot be read: then it has failed, and the queue goes on without it. */
function claim(
  session: Session,
  {id, scheduled_review_id}: Waiting,
  {wish, now, startedAt}: {wish: ClaimWish; now: Date; startedAt: Date | null},
): ClaimedRun | null {
  const reviewRow = session.prepared<StoredReview>(oneReview).get({id: scheduled_review_id})
  const review = reviewRow ? reviewOf(reviewRow) : null
  const connection = review && connectionWith(session, review.crmConnectionId)
  if (!review || !connection) {
    const errorMessage = `the stored settings of its ${review ? 'connection' : 'scheduled review'} cannot be read`
    session.prepared(fail).run({id, errorMessage, now: now.getTime()})
    return null
  }
  const row = session.prepared<RunRow>(start).get({
    id,
    startedAt: startedAt?.getTime() ?? null,
    jobId: wish.newJobId(),
    leaseOwner: wish.leaseOwner,
    leaseExpiresAt: wish.leaseExpiresAt.getTime(),
  })!
  return {run: runOf(row), review, connection, owner: userWith(session, review.userId)}
}

function userWith(session: Session, id: string): User | null {
  const row = session.prepared<UserRow>(userById).get({id})
  return row ? userOf(row) : null
}

function connectionWith(session: Session, id: string): CrmConnection | null {
  const row = session.prepared<ConnectionRow>(oneConnection).get({id})
  return row ? connectionOf(row) : null
}

export const runningRuns = `SELECT run.scheduled_review_id, run.lease_expires_at, coalesce(review.crm_connection_id, '') AS waits_for
  FROM review_runs AS run INDEXED BY review_runs_by_start
  LEFT JOIN scheduled_reviews AS review ON review.id = run.scheduled_review_id
  WHERE run.status = 'running' AND run.scheduled_review_id IS NOT NULL`

const waiting = 'id, rowid AS position, queued_at, scheduled_review_id, fence, waits_for'

/** The limit stands in the text: SQLite compiles a statement again each time that a limit is bound. */
export const oldestRuns = (
  limit: number,
) => `SELECT ${waiting} FROM review_runs INDEXED BY review_runs_by_queue
  WHERE status = 'queued' AND priority = @priority AND queued_at <= @until
    AND (queued_at, rowid) > (@queuedAfter, @after)
  ORDER BY queued_at, rowid LIMIT ${limit}`

const inLane = "INDEXED BY review_runs_by_connection WHERE status = 'queued' AND priority = @priority"

// From connection to connection along the index, and of each one row.
export const oldestOfFree = `WITH RECURSIVE connection (id) AS (
    SELECT min(waits_for) FROM review_runs ${inLane}
    UNION ALL
    SELECT (SELECT min(waits_for) FROM review_runs ${inLane} AND waits_for > connection.id)
    FROM connection WHERE connection.id IS NOT NULL)
  SELECT ${waiting} FROM review_runs WHERE rowid IN (
    SELECT (SELECT rowid FROM review_runs ${inLane} AND waits_for = connection.id AND queued_at <= @until
        AND scheduled_review_id NOT IN (SELECT value FROM json_each(@busy))
      ORDER BY queued_at, rowid LIMIT 1)
    FROM connection WHERE connection.id NOT IN (SELECT value FROM json_each(@full)))
  ORDER BY queued_at, position LIMIT 1`

export const oldestOfConnection = `SELECT ${waiting} FROM review_runs ${inLane}
    AND waits_for = @connection AND queued_at <= @until
    AND scheduled_review_id NOT IN (SELECT value FROM json_each(@busy))
  ORDER BY queued_at, rowid LIMIT 1`

export const oneReview = 'SELECT * FROM scheduled_reviews WHERE id = @id'

const oneConnection = `SELECT id, user_id, name, kind, settings, last_checked_at, needs_login, created_at FROM crm_connections
  WHERE id = @id`

const start = `UPDATE review_runs SET status = 'running', started_at = @startedAt, fence = ${oneMoreIn('fence')}, job_id = @jobId,
  lease_owner = @leaseOwner, lease_expires_at = @leaseExpiresAt WHERE id = @id RETURNING *`

const fail = `UPDATE review_runs SET status = 'failed', error_code = 'config', error_message = @errorMessage,
  completed_at = @now WHERE id = @id`
