import type {Statement} from 'better-sqlite3'
import {RevschedError} from '../domain/errors.js'
import type {ReviewListing, ReviewStore} from '../domain/ports/store.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import {shellWord} from '../domain/shell-word.js'
import {endRunsOf} from './cancel-runs.js'
import {longestMs} from './instant.js'
import {listingOf, parametersOf, type ReviewRow} from './review-row.js'
import type {Session} from './session.js'
import {isUniqueViolation} from './storage-error.js'

// Plain SQL, without drizzle: `list` is on the path whose start-up time is promised (see start-up.test.ts).

export function reviewStore(session: Session): ReviewStore {
  const list = async (userId: string): Promise<ReviewListing[]> => {
    const rows = await session.read(sqlite => sqlite.prepare<[string], ReviewRow>(listing).all(userId))
    return rows.map(listingOf)
  }
  return {
    async addReviews(reviews) {
      await session.write(() => insertReviews(session, reviews))
    },
    listReviews: list,
    async findReview(userId, ref) {
      const {resolveRef} = await import('../domain/ref.js')
      return resolveRef(await list(userId), ref, {kind: 'scheduled review', listCommand: 'revsched list'})
    },
    async updateReview(review, expectedUpdatedAt) {
      await session.write(() => changeReview(session, review, expectedUpdatedAt))
    },
    async removeReview(userId, id) {
      await session.write(() => deleteReview(session, {userId, id}))
    },
  }
}

// Each within a transaction of its caller.

export function insertReviews(session: Session, reviews: readonly ScheduledReview[]): void {
  const whole = reviews.length - (reviews.length % rowsTogether)
  const many = whole > 0 && session.sqlite.prepare<unknown[]>(insertOf(rowsTogether))
  for (let from = 0; many && from < whole; from += rowsTogether) {
    const together = reviews.slice(from, from + rowsTogether)
    // Where one is refused, none of them is stored: one by one, it turns out which it is.
    if (!isInserted(many, together)) for (const review of together) insertReview(session, review)
  }
  for (const review of reviews.slice(whole)) insertReview(session, review)
}

/** False, and nothing stored, where there is one of such a name already. */
function isInserted(many: Statement<unknown[]>, reviews: readonly ScheduledReview[]): boolean {
  const values = reviews.flatMap(review => {
    const parameters = parametersOf(review)
    return columns.map(name => parameters[name] ?? null)
  })
  try {
    many.run(values)
    return true
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return false
  }
}

function insertReview(session: Session, review: ScheduledReview): void {
  naming(review.name, () => session.prepared(insert).run(parametersOf(review)))
}

export function changeReview(session: Session, review: ScheduledReview, expectedUpdatedAt: Date): void {
  const parameters = {...parametersOf(review), expected: expectedUpdatedAt.getTime()}
  const {changes} = naming(review.name, () => session.prepared(update).run(parameters))
  if (changes === 0) throw changedMeanwhile(review)
}

export function deleteReview(session: Session, {userId, id}: {userId: string; id: string}): void {
  endRunsOf(session, {userId, scheduledReviewId: id, at: session.clock.now()})
  session.sqlite.prepare('DELETE FROM scheduled_reviews WHERE id = ? AND user_id = ?').run(id, userId)
}

function naming<Result>(name: string, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new RevschedError('conflict', `there is a scheduled review called "${name}" already`, {
      hint: `choose another name, or change that one: revsched edit ${shellWord(name)}`,
    })
  }
}

function changedMeanwhile(review: ScheduledReview): RevschedError {
  return new RevschedError(
    'conflict',
    `"${review.name}" was changed or removed by another command; nothing was changed`,
    {
      hint: `look at it and try again: revsched show ${shellWord(review.name)}`,
      canPass: true,
    },
  )
}

const columns = [
  'id',
  'user_id',
  'name',
  'description',
  'crm_connection_id',
  'schedule',
  'timezone',
  'timezone_canonical',
  'ruleset',
  'filter',
  'delivery_channels',
  'ping_url',
  'ping_url_shown',
  'deliver_when',
  'template',
  'owner_digests',
  'locale',
  'overlap',
  'catch_up',
  'catch_up_window_ms',
  'splay_ms',
  'timeout_ms',
  'max_retries',
  'is_active',
  'paused_reason',
  'last_run_at',
  'next_run_at',
  'cursor',
  'created_at',
  'updated_at',
]

const insert = `INSERT INTO scheduled_reviews (${columns.join(', ')}) VALUES (${columns.map(name => `@${name}`).join(', ')})`

/** Triggers have each statement keep what it changes until it has ended: of a hundred thousand rows, that is a third of the time. */
const rowsTogether = 100

const insertOf = (rows: number) =>
  `INSERT INTO scheduled_reviews (${columns.join(', ')}) VALUES ${Array(rows)
    .fill(`(${columns.map(() => '?').join(', ')})`)
    .join(', ')}`

const changeable = columns.filter(name => !['id', 'user_id', 'created_at'].includes(name))

/** Since the row was read, a daemon may have moved the cursor on or completed a run: neither goes back. What no `Date` holds is mended. */
const movedByDaemon = ['cursor', 'last_run_at']
const assignments = changeable.map(name =>
  movedByDaemon.includes(name)
    ? `${name} = CASE WHEN ${name} BETWEEN coalesce(@${name}, -${longestMs}) AND ${longestMs} THEN ${name} ELSE @${name} END`
    : `${name} = @${name}`,
)

const update = `UPDATE scheduled_reviews SET ${assignments.join(', ')}
  WHERE id = @id AND user_id = @user_id AND updated_at = @expected`

const listing = `SELECT review.*, connection.name AS connection_name, connection.kind AS connection_kind,
  connection.needs_login AS connection_needs_login, connection.user_id AS connection_user_id, run.id AS run_id,
    run.status AS run_status, run.health_score AS run_health_score,
    run.completed_at AS run_completed_at, run.error_code AS run_error_code, run.error_message AS run_error_message
  FROM scheduled_reviews AS review
  JOIN crm_connections AS connection ON connection.id = review.crm_connection_id
  LEFT JOIN review_runs AS run ON run.id = (
    SELECT newest.id FROM review_runs AS newest WHERE newest.scheduled_review_id = review.id
    ORDER BY newest.created_at DESC, newest.rowid DESC LIMIT 1)
  WHERE review.user_id = ? ORDER BY review.name COLLATE NOCASE, review.name`
