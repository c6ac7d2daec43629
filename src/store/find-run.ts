import {and, desc, eq, inArray, like, type SQL, sql} from 'drizzle-orm'
import {RevschedError} from '../domain/errors.js'
import type {LatestKind} from '../domain/ports/store.js'
import {shortestPrefix} from '../domain/ref.js'
import {openStatuses, type Run, type RunStatus} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import {runTable} from './schema.js'
import type {Orm} from './session.js'

/** A run by id, by the start of one, as `latest`, or as `<review>@latest` (the newest run of that kind). */
export function findRun(orm: Orm, userId: string, {ref, kind}: {ref: string; kind: LatestKind}): Run {
  if (ref === 'latest') return latest(orm, userId, {review: null, kind})
  if (ref.endsWith('@latest')) return latest(orm, userId, {review: ref.slice(0, -'@latest'.length), kind})
  const found = /^[0-9a-f-]+$/i.test(ref) ? startingWith(orm, userId, ref) : []
  if (found.length === 0) throw notFound(orm, userId, ref)
  const candidates = found.slice(0, 5).map(run => `${run.id.slice(0, 13)} (${run.reviewName})`)
  if (ref.length < shortestPrefix) {
    throw new RevschedError(
      'not-found',
      `there is no run "${ref}": a start of an id needs at least ${shortestPrefix} characters`,
      {hint: `give more of the id: ${candidates.join(', ')}`},
    )
  }
  if (found.length === 1) return found[0]!
  throw new RevschedError('conflict', `"${ref}" is the start of several runs: ${candidates.join(', ')}`, {
    hint: 'give more of the id',
  })
}

/** At most six: one more than are named. */
function startingWith(orm: Orm, userId: string, start: string): Run[] {
  return orm
    .select()
    .from(runTable)
    .where(and(eq(runTable.userId, userId), like(runTable.id, `${start.toLowerCase()}%`)))
    .limit(6)
    .all()
}

const statusesOf: Record<LatestKind, readonly RunStatus[]> = {
  completed: ['completed'],
  open: openStatuses,
  // What was missed or skipped has never begun.
  ended: ['completed', 'failed', 'cancelled'],
}

type Latest = {review: string | null; kind: LatestKind}

function latest(orm: Orm, userId: string, {review, kind}: Latest): Run {
  const isReview =
    review === null
      ? undefined
      : sql`(${runTable.reviewName} = ${review} OR ${runTable.scheduledReviewId} = ${review})`
  const run = newest(
    orm,
    and(eq(runTable.userId, userId), isReview, inArray(runTable.status, statusesOf[kind])),
  )
  if (run) return run
  throw noLatest(review, kind)
}

function noLatest(review: string | null, kind: LatestKind): RevschedError {
  const of = review === null ? '' : ` of "${review}"`
  if (kind === 'open') {
    return new RevschedError('not-found', `there is no run${of} that waits or runs`, {
      hint: 'revsched history lists the runs that have ended',
    })
  }
  const yet = review === null ? ' yet' : ''
  const what =
    kind === 'completed'
      ? `there is no completed run${of}${yet}`
      : `there is no run${of} that has ended${yet}`
  return new RevschedError('not-found', what, {
    hint:
      review === null
        ? 'start one: revsched run-now <name>'
        : `start one: revsched run-now ${shellWord(review)}`,
  })
}

/** Rows made in one millisecond follow each other as they were written. */
export const newestFirst = [desc(runTable.createdAt), desc(sql`${runTable}.rowid`)]

function newest(orm: Orm, isWanted: SQL | undefined): Run | undefined {
  return orm
    .select()
    .from(runTable)
    .where(isWanted)
    .orderBy(...newestFirst)
    .limit(1)
    .get()
}

/** A person who gives the name of a review means its last run: the hint says how to ask for that. */
function notFound(orm: Orm, userId: string, ref: string): RevschedError {
  const named = orm
    .select({name: runTable.reviewName})
    .from(runTable)
    .where(and(eq(runTable.userId, userId), eq(runTable.reviewName, ref)))
    .limit(1)
    .get()
  if (named) {
    return new RevschedError('not-found', `"${ref}" is a scheduled review, not a run`, {
      hint: `its last run: revsched report ${shellWord(`${ref}@latest`)}; revsched history lists all`,
    })
  }
  return new RevschedError('not-found', `there is no run "${ref}"`, {
    hint: 'revsched history lists the runs; a run is named by its id, the start of it (4 characters or more), latest or <review>@latest',
  })
}
