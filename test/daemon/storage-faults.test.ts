import {closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import Database from 'better-sqlite3'
import {afterAll, describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {type LedgerRow, ownDaemonFolder, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {canMount, canTrace, failingIn, privateMounts, seeingMountsOf} from '../support/faults.js'
import {revsched, root, run} from '../support/program.js'

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

type Shown = {
  reviewName: string
  status: string
  scheduledFor: string | null
  completedAt: string | null
  analysisId: string | null
  retryCount: number
}

/** A daemon on a disk that can be broken and mended while it runs, and what other processes see there. */
type Disk = {
  daemon: DaemonProcess
  before: readonly string[]
  change(statement: string, ...values: (string | number)[]): Promise<void>
  fail(): Promise<void>
  heal(): Promise<void>
}

/** Only that daemon sees this file system of 6 MB, with what the folder holds. */
async function onSmallDisk(place: Folder, env: NodeJS.ProcessEnv): Promise<Disk> {
  const {home} = place
  const script = `cp -a "${home}/." "${home}-copy" && mount -t tmpfs -o size=6m,mode=700 tmpfs "${home}" \\
    && cp -a "${home}-copy/." "${home}" && rm -r "${home}-copy" && exec "$@"`
  const daemon = place.start({before: [...privateMounts(script), 'sh'], env})
  await daemon.logged('daemon-started')
  const before = seeingMountsOf(daemon.pid)
  const filler = `/proc/${daemon.pid}/root${home}/filler`
  return {
    daemon,
    before,
    async change(statement, ...values) {
      const change = `const Database = require('better-sqlite3')
        new Database(process.argv[1]).prepare(process.argv[2]).run(...JSON.parse(process.argv[3]))`
      const given = [join(home, 'revsched.db'), statement, JSON.stringify(values)]
      const [command, ...rest] = [...before, process.execPath, '-e', change, ...given]
      const {code, stderr} = await run(command!, rest, {env: {NODE_PATH: join(root, 'node_modules')}})
      if (code !== 0) throw new Error(stderr)
    },
    async fail() {
      const file = openSync(filler, 'w')
      try {
        for (const size of [65_536, 512]) while (isWritten(file, Buffer.alloc(size)));
      } finally {
        closeSync(file)
      }
    },
    heal: async () => rmSync(filler),
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

/** These calls of the daemon fail with that error; other processes see a disk that is sound. */
function refusing(calls: string, error: string) {
  return async (place: Folder, env: NodeJS.ProcessEnv): Promise<Disk> => {
    const daemon = place.start({env})
    await daemon.logged('daemon-started')
    let fault: Awaited<ReturnType<typeof failingIn>>
    return {
      daemon,
      before: [],
      change: async (statement, ...values) => changeIn(place.home, statement, ...values),
      async fail() {
        fault = await failingIn(daemon.pid, calls, error)
      },
      heal: () => fault.stop(),
    }
  }
}

// A file system with files that are written cannot be made read-only: its error is given to the calls.
const faults = [
  {name: 'is full (needs user namespaces)', can: canMount, start: onSmallDisk},
  {name: 'is read-only (needs strace)', can: canTrace, start: refusing('pwrite64,ftruncate', 'EROFS')},
  {name: 'cannot sync (needs strace)', can: canTrace, start: refusing('fsync,fdatasync', 'EIO')},
]

/** In threads, `held.csv` is read once there is the file `go`; with its result given away, there is `done`. */
const holding = (go: string, done: string) => `const {open} = fs.promises
  fs.promises.open = async (path, ...rest) => {
    while (String(path).endsWith('held.csv') && !fs.existsSync(${JSON.stringify(go)}))
      await new Promise(end => setTimeout(end, 20))
    return open(path, ...rest)
  }
  const {MessagePort} = require('node:worker_threads')
  const {postMessage} = MessagePort.prototype
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message.kind === 'done' && fs.existsSync(${JSON.stringify(go)})) fs.writeFileSync(${JSON.stringify(done)}, '')
    return postMessage.call(this, message, ...rest)
  }`

/** What the database refused so far. */
const refusals = ({daemon}: Disk) => daemon.log().filter(({event}) => event === 'storage-failed').length
const startsOf = ({daemon}: Disk, review: string) =>
  daemon.log().filter(line => line.event === 'run-started' && line.review === review).length

/** Time for the daemon to look at what it has to do before the disk breaks. */
const soonMs = 2500

describe('a disk', {concurrent: true}, () => {
  for (const {name, can, start} of faults)
    it.skipIf(!can)(
      `that ${name} when runs are decided, claimed and finished: nothing is lost, started or done twice`,
      async context => {
        const place = ownDaemonFolder(context)
        for (const review of ['hourly', 'later', 'held']) await place.connect(review)
        await addHourly(place, 'hourly', 'hourly')
        for (const review of ['later', 'held'])
          await place.done(
            ...['add', review, '--connection', review, '--schedule', '0 0 1 1 *', '--timezone', 'UTC'],
          )
        await place.done('run-now', 'later', '--queue')
        changeIn(place.home, 'UPDATE review_runs SET queued_at = ?', Date.now() + 3_600_000)
        const [go, done] = [mkdtempSync(join(outside, 'go-')), mkdtempSync(join(outside, 'done-'))].map(
          folder => join(folder, 'file'),
        ) as [string, string]
        const disk = await start(place, place.patchingThreads(holding(go, done)))
        const json = async (...args: string[]) =>
          JSON.parse((await revsched(place.home, [...args, '--json'], disk.before)).stdout)
        const runsOf = async (review: string): Promise<Shown[]> =>
          (await json('history')).filter(({reviewName}: Shown) => reviewName === review)
        const outage = async (look: () => Promise<void>, provoke?: () => Promise<unknown>) => {
          const before = refusals(disk)
          await disk.fail()
          await provoke?.()
          await until('a refusal', () => refusals(disk) > before)
          await look()
          await disk.heal()
          const healedAt = Date.now()
          await until('the end of the outage', () => isBack(disk.daemon))
          expect(Date.now() - healedAt).toBeLessThan(10_000)
          return healedAt
        }

        const from = Date.now() - 2.25 * 3_600_000
        const due = `UPDATE scheduled_reviews SET created_at = ?, cursor = ?, next_run_at = ? WHERE name = 'hourly'`
        await disk.change(due, from, from, Date.now() + soonMs)
        await outage(async () => expect(await runsOf('hourly')).toEqual([]))
        await until('the hours', () => startsOf(disk, 'hourly') >= 2)

        await disk.change(
          "UPDATE review_runs SET queued_at = ? WHERE review_name = 'later'",
          Date.now() + soonMs,
        )
        await outage(async () => {
          expect(startsOf(disk, 'later')).toBe(0)
          expect(await runsOf('later')).toMatchObject([{status: 'queued'}])
          expect(await json('status')).toMatchObject({daemon: {isAlive: true}})
        })
        await until('the run that waited', () => startsOf(disk, 'later') === 1)

        await revsched(place.home, ['run-now', 'held', '--queue'], disk.before)
        await until('the run that is held', () => startsOf(disk, 'held') === 1)
        // At once, before the lease is renewed: the result is the first that the disk refuses.
        const healedAt = await outage(
          async () => expect(await runsOf('held')).toMatchObject([{status: 'running', analysisId: null}]),
          async () => {
            writeFileSync(go, '')
            await until('its result', () => existsSync(done))
          },
        )
        await until('the end of all', () => disk.daemon.log().filter(isCompleted).length >= 4)
        const [held] = await runsOf('held')
        // Made before the disk was mended, kept, and stored as it was: no second attempt.
        expect(Date.parse(held!.completedAt!)).toBeLessThan(healedAt)
        const all: Shown[] = await json('history')
        expect(all.map(({status, retryCount}) => [status, retryCount])).toEqual(
          all.map(() => ['completed', 0]),
        )
        expect(new Set(all.map(run => `${run.reviewName} ${run.scheduledFor}`)).size).toBe(all.length)
        expect(disk.daemon.log().filter(({event}) => event === 'run-started').length).toBe(all.length)
        expect((await json('report', 'held@latest')).review.score).toBeTypeOf('number')
        expect((await json('db', 'check')).isOk).toBe(true)
        disk.daemon.kill('SIGTERM')
        expect((await disk.daemon.ended).code).toBe(0)
      },
    )
})

/** Whether the last that it says of the database is that it takes writes again. */
function isBack(daemon: DaemonProcess): boolean {
  return daemon.log().findLast(({event}) => event?.startsWith('storage-'))?.event === 'storage-back'
}

const isCompleted = ({event}: {event?: string}) => event === 'run-completed'
