import type {DaemonStore, Replanned} from '../domain/ports/daemon-log.js'
import {instantOf} from './instant.js'
import type {Session} from './session.js'

const pieceSize = 1000
const mostReported = 1000
/** Lets what waits for the event loop have its turn between two pieces. */
const pauseMs = 1

type Row = {
  id: string
  name: string
  schedule: string
  timezone_canonical: string
  cursor: number | null
  next_run_at: number | null
}

type Next = Parameters<DaemonStore['replan']>[0]
type Tell = Parameters<DaemonStore['replan']>[1]
type Change = {row: Row; after: Date | null}

/** Computes outside of the write lock; a review that was decided or changed meanwhile has been computed anew by that. */
export async function replan(session: Session, next: Next, tell: Tell): Promise<Replanned[]> {
  const replanned: Replanned[] = []
  for (let after = ''; ; ) {
    const piece = await session.read(() =>
      session.prepared<Row>(activeReviews).all({after, limit: pieceSize}),
    )
    const changes = piece.flatMap(row => changeOf(row, next))
    const room = mostReported - replanned.length
    if (changes.length > 0)
      replanned.push(...(await session.write(() => storeAndTell(session, changes, {room, tell}))))
    if (piece.length < pieceSize) return replanned
    after = piece.at(-1)!.id
    await session.clock.sleep(pauseMs)
  }
}

function changeOf(row: Row, next: Next): Change[] {
  const {id, schedule, timezone_canonical: timezoneCanonical} = row
  const after = attempted(() => next({id, schedule, timezoneCanonical, cursor: instantOf(row.cursor)}))
  if (after === undefined || (after?.getTime() ?? null) === row.next_run_at) return []
  return [{row, after}]
}

/** Undefined for what cannot be computed: it stays as it is until it is due, and is then quarantined with its reason. */
function attempted(work: () => Date | null): Date | null | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

/** In one transaction: what has moved is nowhere to be seen any more for a later start. Returns what it told. */
function storeAndTell(
  session: Session,
  changes: readonly Change[],
  {room, tell}: {room: number; tell: Tell},
): Replanned[] {
  const moved = changes.filter(store(session)).slice(0, room).map(reported)
  if (moved.length === 0) return moved
  const {kind, at, daemonId, detail} = tell(moved)
  session.prepared(addEvent).run({kind, at: at.getTime(), daemonId, detail: JSON.stringify(detail)})
  return moved
}

const store =
  (session: Session) =>
  ({row, after}: Change) =>
    session.prepared(moveNext).run({...row, after: after?.getTime() ?? null}).changes > 0

function reported({row, after}: Change): Replanned {
  return {id: row.id, name: row.name, before: instantOf(row.next_run_at), after}
}

const activeReviews = `SELECT id, name, schedule, timezone_canonical, cursor, next_run_at FROM scheduled_reviews
  WHERE is_active = 1 AND id > @after ORDER BY id LIMIT @limit`

const addEvent = `INSERT INTO events (kind, at, daemon_id, detail, created_at)
  VALUES (@kind, @at, @daemonId, @detail, @at)`

const moveNext = `UPDATE scheduled_reviews SET next_run_at = @after WHERE id = @id AND is_active = 1
  AND schedule = @schedule AND timezone_canonical = @timezone_canonical
  AND cursor IS @cursor AND next_run_at IS @next_run_at`
