import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import Database from 'better-sqlite3'
import {describe, expect, it} from 'vitest'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'
import {twoDeals} from '../support/daemon-folder.js'
import {type DaemonProcess, daemonIn} from '../support/daemon-process.js'
import {rowsIn} from '../support/due-now.js'
import {revsched} from '../support/program.js'

/** The gate kills a few times; `REVSCHED_KILLS=200` is the long form. */
const kills = Number(process.env.REVSCHED_KILLS ?? 12)

/** The instants of the kills follow from it; the name of the test tells which it was. */
const seed = Number(process.env.REVSCHED_SEED ?? Date.now() % 1_000_000)

/** 0 to 1, the same after the same seed. */
const random = (() => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
})()

/** With fewer runs and reviews that wait, a daemon that works for a second would have nothing left to be killed in. */
const enough = 150
const minuteMs = 60_000

type Review = {id: string; name: string; schedule: string; created_at: number; cursor: number}
type Row = {
  id: string
  status: string
  trigger: string
  error_code: string | null
  scheduled_for: number | null
  range_until: number | null
  missed_count: number | null
  fence: number
  crash_count: number
  analyses: number
}

const runsOf = `SELECT run.*, (SELECT count(*) FROM analyses WHERE run_id = run.id) AS analyses FROM review_runs AS run
  WHERE scheduled_review_id = ? ORDER BY scheduled_for, rowid`

const toDo = `SELECT (SELECT count(*) FROM review_runs WHERE status IN ('queued', 'running')) +
  (SELECT count(*) FROM scheduled_reviews WHERE next_run_at <= ?) AS count`

const countToDo = (home: string) => rowsIn<{count: number}>(home, toDo, Date.now())[0]!.count

/** Three reviews of each policy, by their first letter. */
async function prepare(home: string): Promise<void> {
  const path = join(home, 'deals.csv')
  writeFileSync(path, twoDeals)
  await revsched(home, ['connection', 'add', 'file', 'emea', '--path', path])
  for (const [name, schedule, overlap] of [
    ['all', '* * * * *', 'queue'],
    ['latest', '*/2 * * * *', 'skip'],
    ['replaced', '*/3 * * * *', 'cancel-previous'],
  ] as const)
    await revsched(home, [
      ...['add', name, '--connection', 'emea', '--timezone', 'UTC', '--schedule', schedule],
      ...['--catch-up', name === 'all' ? 'all' : 'latest', '--overlap', overlap],
    ])
}

/** More to do, as if those reviews had been added an hour and a half ago, while the daemon works. */
function refill(home: string, round: number): void {
  const database = new Database(join(home, 'revsched.db'))
  try {
    const columns = database
      .prepare<[], string>("SELECT name FROM pragma_table_info('scheduled_reviews')")
      .pluck()
      .all()
    const at = Date.now() - 90 * minuteMs
    const changed: Record<string, string> = {
      id: `lower(hex(randomblob(4))) || '-0000-4000-8000-' || lower(hex(randomblob(6)))`,
      name: `name || '-${round}'`,
      created_at: String(at),
      cursor: String(at),
      next_run_at: String(at),
    }
    const values = columns.map(column => changed[column] ?? column)
    database.exec(`INSERT INTO scheduled_reviews (${columns}) SELECT ${values} FROM scheduled_reviews
      WHERE name IN ('all', 'latest', 'replaced')`)
  } finally {
    database.close()
  }
}

/** Every occurrence that has a record, in order; one with two records is there twice. */
function recorded(rows: readonly Row[], schedule: string): number[] {
  return rows.flatMap(({scheduled_for: from, range_until: until, missed_count: count}) => {
    if (until === null) return [from!]
    const all = occurrencesOf(schedule, 'UTC').list(new Date(from! - 1), count!)
    if (all.at(-1)?.getTime() !== until) throw new Error(`a range from ${from} that does not end at ${until}`)
    return all.map(at => at.getTime())
  })
}

/** What the ledger says that is not so, at whatever moment it is read. */
function violationsIn(home: string, completed: ReadonlySet<unknown>): string[] {
  const database = new Database(join(home, 'revsched.db'))
  // One moment for all that is read: a daemon may write beside.
  database.exec('BEGIN')
  try {
    const reviews = database.prepare<[], Review>('SELECT * FROM scheduled_reviews').all()
    const rowsOf = database.prepare<[string], Row>(runsOf)
    return reviews.flatMap(review => violationsOf(review, rowsOf.all(review.id), completed))
  } finally {
    database.close()
  }
}

/** Against what croner says is due; all ends are ones that the policies allow. */
function violationsOf(review: Review, rows: readonly Row[], completed: ReadonlySet<unknown>): string[] {
  const {name, schedule, cursor} = review
  const minutes = Math.ceil((cursor - review.created_at) / minuteMs)
  const due = occurrencesOf(schedule, 'UTC').list(new Date(review.created_at), minutes + 1)
  const expected = due.map(Number).filter(at => at <= cursor)
  const found = recorded(rows, schedule)
  const wrong = rows.filter(row => !isAllowed(row) || (completed.has(row.id) && row.status !== 'completed'))
  return [
    ...(found.join() === expected.join() ? [] : [`${name}: ${differenceOf(found, expected)}`]),
    ...wrong.map(row => `${name}: ${JSON.stringify(row)}`),
  ]
}

function differenceOf(found: readonly number[], expected: readonly number[]): string {
  const missing = expected.filter(at => !found.includes(at))
  const without = found.filter((at, nth) => !expected.includes(at) || found.indexOf(at) !== nth)
  return `no record of ${missing}; records that should not be of ${without}`
}

function isAllowed({status, error_code, analyses, crash_count, fence}: Row): boolean {
  if ((status === 'completed') !== (analyses === 1) || analyses > 1) return false
  // A fence for each claim and each crash: more would be a claim that nobody needed.
  if (status === 'completed' && fence !== 2 * crash_count + 1) return false
  if (status === 'failed') return crash_count === 3 && ['poisoned', 'abandoned'].includes(error_code!)
  return true
}

/** A daemon that is killed at any moment of its start, or at any moment of its work; gives what it told of and what it had left. */
async function killedOnce(home: string, round: number, completed: Set<unknown>) {
  const daemon = daemonIn(home)
  const isWorking = random() > 0.25
  const violations: string[] = []
  if (isWorking) {
    await daemon.logged('daemon-started')
    if (countToDo(home) < enough) refill(home, round)
    violations.push(...violationsIn(home, completed))
  }
  await pause(random() * (isWorking ? 600 : 350))
  const left = isWorking ? countToDo(home) : null
  daemon.kill('SIGKILL')
  await daemon.ended
  for (const id of completedBy(daemon)) {
    if (completed.has(id)) violations.push(`the run ${id} was completed twice`)
    completed.add(id)
  }
  return {violations, left}
}

function completedBy(daemon: DaemonProcess): unknown[] {
  return daemon.log().flatMap(({event, runId}) => (event === 'run-completed' ? [runId] : []))
}

describe('a daemon that is killed again and again at its work', () => {
  it(`keeps one record of every occurrence, ${kills} kills, REVSCHED_SEED=${seed}`, async () => {
    const home = mkdtempSync(join(tmpdir(), 'revsched-kills-'))
    try {
      await prepare(home)
      const completed = new Set<unknown>()
      const violations: string[] = []
      let idle = 0
      for (let round = 1; round <= kills; round++) {
        const {violations: found, left} = await killedOnce(home, round, completed)
        violations.push(...found.map(words => `before kill ${round}: ${words}`))
        if (left === 0) idle += 1
      }
      const last = daemonIn(home)
      await idleIn(home)
      last.kill('SIGTERM')
      expect((await last.ended).code).toBe(0)
      violations.push(...violationsIn(home, completed))
      const [counts] = rowsIn<Record<string, number>>(home, summary)
      if (kills >= 100)
        console.info(`${kills} kills, seed ${seed}:`, counts, `${violations.length} violations`)
      expect(violations).toEqual([])
      // Those are kills of a daemon that had something to do.
      expect(idle).toBe(0)
      expect(counts!.crashed).toBeGreaterThan(kills / 4)
      const shown = JSON.parse(
        (await revsched(home, ['history', '--status', 'completed', '--limit', '9', '--json'])).stdout,
      )
      expect(shown.every(({healthScore}: {healthScore: number | null}) => healthScore !== null)).toBe(true)
      expect((await revsched(home, ['db', 'check'])).code).toBe(0)
    } finally {
      rmSync(home, {recursive: true, force: true})
    }
  }, 3_600_000)
})

const summary = `SELECT count(*) AS records, count(*) FILTER (WHERE status = 'completed') AS completed,
  coalesce(sum(crash_count), 0) AS crashed, count(*) FILTER (WHERE status = 'failed') AS failed FROM review_runs`

async function idleIn(home: string): Promise<void> {
  for (let left = 1200; left > 0; left--) {
    if (countToDo(home) === 0) return
    await pause(100)
  }
  throw new Error('the daemon never came to rest')
}
