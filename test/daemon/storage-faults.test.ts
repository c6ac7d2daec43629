import {closeSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import Database from 'better-sqlite3'
import {afterAll, describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {type LedgerRow, ownDaemonFolder, until} from '../support/daemon-folder.js'
import {changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {canMount, canTrace, failingIn, privateMounts, seeingMountsOf} from '../support/faults.js'
import {revsched} from '../support/program.js'

// Databases that take no writes while the built daemon works on them, and what it does when they take them again.

/** Beyond the 10 s for which a write waits; `REVSCHED_LOCK_SECONDS=30` is the long form. */
const lockMs = Number(process.env.REVSCHED_LOCK_SECONDS ?? 12) * 1000

type Folder = ReturnType<typeof ownDaemonFolder>

/** For what is to stay beside a disk that is full. */
const outside = mkdtempSync(join(tmpdir(), 'revsched-outside-'))
afterAll(() => rmSync(outside, {recursive: true, force: true}))

/** What is written down of an outage: once that it began, once that it is over. */
function expectOneOutage(place: Folder): void {
  const kinds = rowsIn<{kind: string}>(
    place.home,
    "SELECT kind FROM events WHERE kind LIKE 'storage-%' ORDER BY id",
  )
  expect(kinds.map(({kind}) => kind)).toEqual(['storage-failed', 'storage-back'])
}

const isEnded = ({status}: LedgerRow) => status !== 'queued' && status !== 'running'

async function addHourly(place: Folder, name: string, connection: string): Promise<void> {
  const fixed = ['--schedule', hourlyFarFromNow, '--timezone', 'UTC', '--catch-up', 'all']
  await place.done('add', name, '--connection', connection, ...fixed)
}

/** The review missed two times, which the daemon notices so many milliseconds from now. */
function dueIn(place: Folder, ms: number): void {
  const from = Date.now() - 2.25 * 3_600_000
  changeIn(
    place.home,
    "UPDATE scheduled_reviews SET created_at = ?, cursor = ?, next_run_at = ? WHERE name = 'hourly'",
    from,
    from,
    Date.now() + ms,
  )
}

/** A review of so many deals that there is time to break something while it runs. */
async function connectLarge(place: Folder, name: string): Promise<void> {
  const path = await place.connect(name)
  await generateDeals(150_000, path)
}

// All of them side by side: they wait most of the time.

describe('a database that another process locks', {concurrent: true}, () => {
  it(
    `for ${lockMs / 1000} s while a review ends and others are due: nothing is lost`,
    async context => {
      const place = ownDaemonFolder(context)
      await place.connect('emea')
      await connectLarge(place, 'large')
      await addHourly(place, 'hourly', 'emea')
      await addHourly(place, 'large', 'large')
      const daemon = place.start()
      await place.done('run-now', 'large', '--queue')
      await daemon.logged('run-started')
      const holder = new Database(join(place.home, 'revsched.db'))
      dueIn(place, 1000)
      holder.exec('BEGIN IMMEDIATE')
      const lockedAt = performance.now()
      await daemon.logged('storage-failed')
      await pause(Math.max(0, lockedAt + lockMs - performance.now()))
      expect(daemon.log().some(({event}) => event === 'run-completed')).toBe(false)
      expect(place.ledger().map(({status}) => status)).toEqual(['running'])
      holder.exec('COMMIT')
      holder.close()
      await daemon.logged('storage-back')
      await until('all runs ended', () => {
        const runs = place.ledger()
        return runs.length >= 3 && runs.every(isEnded)
      })
      const runs = place.ledger()
      expect(runs.every(({status, crash_count}) => status === 'completed' && crash_count === 0)).toBe(true)
      expect(new Set(runs.map(({scheduled_for}) => scheduled_for)).size).toBe(runs.length)
      const status = JSON.parse(await place.done('status', '--json'))
      expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true}})
      expectOneOutage(place)
      await place.expectSound()
    },
    lockMs + 60_000,
  )
})

/** Starts the daemon on a file system of 6 MB that only it sees, with what the folder holds; gives what there is to do there. */
async function startOnSmallDisk(place: Folder) {
  const {home} = place
  const script = `cp -a "${home}/." "${home}-copy" && mount -t tmpfs -o size=6m,mode=700 tmpfs "${home}" \\
    && cp -a "${home}-copy/." "${home}" && rm -r "${home}-copy" && exec "$@"`
  const daemon = place.start({before: [...privateMounts(script), 'sh']})
  await daemon.logged('daemon-started')
  const before = seeingMountsOf(daemon.pid)
  const filler = `/proc/${daemon.pid}/root${home}/filler`
  return {
    daemon,
    async json(...args: string[]) {
      const {code, stdout, stderr} = await revsched(home, [...args, '--json'], before)
      return {code, stderr, answer: stdout ? JSON.parse(stdout) : null}
    },
    /** Until nothing fits any more. */
    fill() {
      const file = openSync(filler, 'w')
      try {
        for (const size of [65_536, 512]) while (isWritten(file, Buffer.alloc(size)));
      } finally {
        closeSync(file)
      }
    },
    free: () => rmSync(filler),
  }
}

function isWritten(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw error
  }
}

describe.skipIf(!canMount)('a disk that is full (needs user namespaces)', {concurrent: true}, () => {
  it('when runs are due and when one ends: nothing is called completed, and all is made up for', async context => {
    const place = ownDaemonFolder(context)
    await place.connect('emea')
    const large = join(outside, 'large.csv')
    await generateDeals(150_000, large)
    await place.done('connection', 'add', 'file', 'large', '--path', large)
    await addHourly(place, 'hourly', 'emea')
    await place.done('add', 'large', '--connection', 'large', '--schedule', '0 0 1 1 *', '--timezone', 'UTC')
    const queued = JSON.parse(await place.done('run-now', 'large', '--queue', '--json'))
    dueIn(place, 4000)
    const disk = await startOnSmallDisk(place)
    await disk.daemon.logged('run-started')
    disk.fill()
    await disk.daemon.logged('storage-failed')
    await until('the next are due', () => disk.daemon.log().filter(isRefused).length >= 2)
    expect(disk.daemon.log().some(({event}) => event === 'run-completed')).toBe(false)
    const during = await disk.json('history')
    const ended = during.answer.find(({id}: {id: string}) => id === queued.run.id)
    expect(ended).toMatchObject({status: 'running', analysisId: null})
    const status = await disk.json('status')
    expect(status.answer).toMatchObject({daemon: {isAlive: true}})

    disk.free()
    const freedAt = performance.now()
    await disk.daemon.logged('storage-back')
    expect(performance.now() - freedAt).toBeLessThan(10_000)
    let runs: {status: string; trigger: string; scheduledFor: string | null}[] = []
    do {
      await pause(100)
      runs = (await disk.json('history')).answer
    } while (runs.length < 3 || runs.some(run => run.status !== 'completed'))
    const instants = runs.map(({scheduledFor}) => scheduledFor)
    expect(new Set(instants).size).toBe(runs.length)
    expect(await disk.json('report', queued.run.id)).toMatchObject({code: 0})
    expect(await disk.json('db', 'check')).toMatchObject({code: 0})
    disk.daemon.kill('SIGTERM')
    expect((await disk.daemon.ended).code).toBe(0)
  })
})

const isRefused = ({event}: {event?: string}) => event === 'storage-failed'

describe.skipIf(!canTrace)('a disk that refuses (needs strace)', {concurrent: true}, () => {
  it.for([
    {name: 'as one that is read-only', calls: 'pwrite64', error: 'EROFS'},
    {name: 'to sync', calls: 'fsync,fdatasync', error: 'EIO'},
  ])('$name: nothing is started, and all is made up for', async ({calls, error}, context) => {
    const place = ownDaemonFolder(context)
    await place.connect('emea')
    await addHourly(place, 'hourly', 'emea')
    const daemon = place.start()
    await daemon.logged('daemon-started')
    const fault = await failingIn(daemon.pid, calls, error)
    dueIn(place, 0)
    await daemon.logged('storage-failed')
    expect(place.ledger()).toEqual([])
    await fault.stop()
    const healedAt = performance.now()
    await daemon.logged('storage-back')
    expect(performance.now() - healedAt).toBeLessThan(10_000)
    await until('all runs ended', () => place.ledger().length >= 2 && place.ledger().every(isEnded))
    const runs = place.ledger()
    expect(new Set(runs.map(({scheduled_for}) => scheduled_for)).size).toBe(runs.length)
    expect(runs.every(({status}) => status === 'completed')).toBe(true)
    expectOneOutage(place)
    await place.expectSound()
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })
})
