import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import Database from 'better-sqlite3'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {twoDeals} from '../support/daemon-folder.js'
import {daemonIn} from '../support/daemon-process.js'
import {rowsIn} from '../support/due-now.js'
import {revsched} from '../support/program.js'

const reviews = 60
const overMs = 6000

let home = ''
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'revsched-early-'))
  const path = join(home, 'deals.csv')
  writeFileSync(path, twoDeals)
  for (const name of ['c0', 'c1', 'c2'])
    await revsched(home, ['connection', 'add', 'file', name, '--path', path])
  await revsched(home, ['add', 'one', '--connection', 'c0', '--schedule', '0 6 1 1 *', '--timezone', 'UTC'])
})
afterEach(() => rmSync(home, {recursive: true, force: true}))

/** A run of each of many reviews on three connections, due one after the other from a second from now on. */
function queueThem(): void {
  const database = new Database(join(home, 'revsched.db'))
  const review = database.prepare<[], Record<string, unknown>>('SELECT * FROM scheduled_reviews').get()!
  const connections = database.prepare<[], string>('SELECT id FROM crm_connections').pluck().all()
  const now = Date.now()
  const run = {
    user_id: review.user_id,
    status: 'queued',
    trigger: 'schedule',
    priority: 0,
    scheduled_for: now,
  }
  const insert = (table: string, row: Record<string, unknown>) => {
    const names = Object.keys(row)
    database
      .prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(name => `@${name}`).join()})`)
      .run(row)
  }
  database.transaction(() => {
    for (let number = 0; number < reviews; number++) {
      const id = `${number}-of-many`
      insert('scheduled_reviews', {...review, id, name: id, crm_connection_id: connections[number % 3]})
      const dueAt = now + 1000 + (number * overMs) / reviews
      insert('review_runs', {
        ...run,
        id: `run-${number}`,
        scheduled_review_id: id,
        review_name: id,
        queued_at: dueAt,
        created_at: now,
      })
    }
  })()
  database.close()
}

type Row = {status: string; started_at: number | null; queued_at: number; analyses: number}
const runs = `SELECT status, started_at, queued_at, (SELECT count(*) FROM analyses WHERE run_id = run.id) AS analyses
  FROM review_runs AS run`

it('runs that are taken before their time run once, not before it, whenever the daemon is killed', async () => {
  const completed: unknown[] = []
  let takenEarly = 0
  queueThem()
  const untilMs = Date.now() + overMs + 500
  const killedAfter = async (ms: number) => {
    const daemon = daemonIn(home)
    await daemon.logged('daemon-started')
    await pause(ms)
    daemon.kill('SIGKILL')
    await daemon.ended
    const held = rowsIn<Row>(home, `${runs} WHERE status = 'running' AND started_at IS NULL`)
    takenEarly += held.filter(({queued_at: at}) => at > Date.now()).length
    completed.push(...daemon.log().flatMap(({event, runId}) => (event === 'run-completed' ? [runId] : [])))
  }
  for (let ms = 50; Date.now() < untilMs; ms = (ms * 7) % 801) await killedAfter(ms)
  expect(takenEarly).toBeGreaterThan(0)

  const last = daemonIn(home)
  // All may have run by now: told to stop before it listens, it would be killed.
  await last.logged('daemon-started')
  await expect
    .poll(() => rowsIn<Row>(home, `${runs} WHERE status <> 'completed'`).length, {timeout: 60_000})
    .toBe(0)
  last.kill('SIGTERM')
  expect((await last.ended).code).toBe(0)
  completed.push(...last.log().flatMap(({event, runId}) => (event === 'run-completed' ? [runId] : [])))

  expect(new Set(completed).size).toBe(completed.length)
  const rows = rowsIn<Row>(home, runs)
  expect(rows).toHaveLength(reviews)
  expect(rows.filter(({analyses}) => analyses !== 1)).toEqual([])
  expect(rows.filter(({started_at: at, queued_at: due}) => at === null || at < due)).toEqual([])
}, 120_000)
