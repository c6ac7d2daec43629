import {cpSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'
import {type LedgerRow, ledger, ownDaemonFolder, twoDeals, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {addedAgo, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {canTrace, injecting} from '../support/faults.js'

// kill -9 of the built daemon at the n-th system call of a kind, from its start through decision, claim and result of one run to its
// end. strace counts each kind by itself: every n of every kind with REVSCHED_EVERY_KILL=1 (a quarter of an hour), else a handful.
const isEvery = process.env.REVSCHED_EVERY_KILL === '1'

/** A file is written and emptied by the first, the log and wakes of threads by `write`. */
const kinds = ['fsync', 'fdatasync', 'pwrite64', 'ftruncate', 'unlink', 'rename', 'write'] as const

type Point = {kind: (typeof kinds)[number]; nth: number}
type Folder = ReturnType<typeof ownDaemonFolder>

const isOpen = ({status}: LedgerRow) => status === 'queued' || status === 'running'

/** Whether the hours that are due have their records, and none of those waits or runs. */
function isDone(place: Folder): boolean {
  const runs = place.ledger()
  return runs.length > 0 && !runs.some(isOpen)
}

const hasStarted = (daemon: DaemonProcess) => daemon.log().some(({event}) => event === 'daemon-started')

/** A daemon that is killed there, with its threads and strace; one that comes to rest is told to end, and may be killed in doing so. */
async function lifeUpTo(
  place: Folder,
  {kind, nth}: Point,
): Promise<{daemon: DaemonProcess; isKilled: boolean}> {
  const daemon = place.start({before: injecting(kind, `signal=KILL:when=${nth}`)})
  let isEnded = false
  void daemon.ended.then(() => {
    isEnded = true
  })
  await until(`the kill at ${kind} ${nth}, or rest`, () => isEnded || (hasStarted(daemon) && isDone(place)))
  if (!isEnded) await endTraced(daemon)
  return {daemon, isKilled: (await daemon.ended).signal === 'SIGKILL'}
}

/** strace keeps a signal to itself: the daemon is told by the pid that it logs. */
async function endTraced(daemon: DaemonProcess): Promise<void> {
  const {pid} = await daemon.logged('daemon-started')
  try {
    process.kill(Number(pid), 'SIGTERM')
  } catch {
    // Killed meanwhile.
  }
}

/** The ids of the runs that these daemons told of with that event; one that was told of twice is there twice. */
function told(daemons: readonly DaemonProcess[], event: string): unknown[] {
  return daemons.flatMap(daemon => daemon.log().filter(line => line.event === event)).map(({runId}) => runId)
}

type Review = {created_at: number; cursor: number}

const dueSince = ({created_at}: Review) =>
  occurrencesOf(hourlyFarFromNow, 'UTC').list(new Date(created_at), 10).map(Number)

/**
 * What the kill left, seen in a copy: opened where it is, it would be mended before the next daemon does so. The cursor has passed what
 * has a record and nothing else, and a run is completed together with its analysis.
 */
function expectNothingHalf({home}: Folder): void {
  const copy = mkdtempSync(join(tmpdir(), 'revsched-killed-'))
  try {
    cpSync(home, copy, {recursive: true})
    const [review] = rowsIn<Review>(copy, 'SELECT * FROM scheduled_reviews')
    const runs = rowsIn<LedgerRow>(copy, ledger)
    expect(runs.map(run => run.scheduled_for)).toEqual(dueSince(review!).filter(at => at <= review!.cursor))
    expect(runs.filter(({status, analyses}) => analyses !== (status === 'completed' ? 1 : 0))).toEqual([])
  } finally {
    rmSync(copy, {recursive: true})
  }
}

/** Three hours are due: two are missed, one runs; each has one record, whatever was killed, and what was told as done is done. */
async function expectOneRecordEach(place: Folder, daemons: readonly DaemonProcess[]): Promise<void> {
  const [review] = rowsIn<Review>(place.home, 'SELECT * FROM scheduled_reviews')
  const runs = place.ledger()
  expect(runs.map(run => run.scheduled_for)).toEqual(dueSince(review!).filter(at => at <= Date.now()))
  expect(runs.map(({status, analyses}) => [status, analyses])).toEqual([
    ...runs.slice(1).map(() => ['missed', 0]),
    ['completed', 1],
  ])
  const shown = JSON.parse(await place.done('history', '--json'))
  expect(shown.map(({id, status}: LedgerRow) => [id, status])).toEqual(
    runs.map(({id, status}) => [id, status]).reverse(),
  )
  const completed = told(daemons, 'run-completed')
  expect(new Set(completed).size).toBe(completed.length)
  expect(completed.every(id => id === runs.at(-1)!.id)).toBe(true)
  if (told(daemons.slice(0, 1), 'run-completed').length > 0)
    expect(told(daemons.slice(1), 'run-started')).toEqual([])
  expect(rowsIn(place.home, 'PRAGMA integrity_check')).toEqual([{integrity_check: 'ok'}])
}

async function prepareDue(place: Folder): Promise<void> {
  await place.connect('emea')
  const fixed = ['--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC']
  await place.done('add', 'hourly', ...fixed)
  addedAgo(place.home, 3.25 * 3_600_000)
}

/** Killed while its review reads deals: there is a run whose owner is gone, and a log of writes that nobody copied back. */
async function prepareCrashed(place: Folder): Promise<void> {
  await prepareDue(place)
  const path = join(place.home, 'emea.csv')
  await generateDeals(150_000, path)
  const daemon = place.start()
  await daemon.logged('run-started')
  daemon.kill('SIGKILL')
  await daemon.ended
  writeFileSync(path, twoDeals)
}

type State = {name: string; prepare(place: Folder): Promise<void>; short: readonly Point[]}

// The short forms: the syncs of decision, claim and result, and a page between two of them.
const states: State[] = [
  {
    name: 'a run',
    prepare: prepareDue,
    short: [
      {kind: 'fsync', nth: 4},
      {kind: 'fsync', nth: 5},
      {kind: 'fsync', nth: 6},
      {kind: 'pwrite64', nth: 50},
    ],
  },
  {
    name: 'the recovery from a kill',
    prepare: prepareCrashed,
    short: [
      {kind: 'fsync', nth: 3},
      {kind: 'fsync', nth: 5},
      {kind: 'pwrite64', nth: 20},
    ],
  },
]

describe.skipIf(!canTrace)('kill -9 of the daemon (needs strace)', {concurrent: true}, () => {
  it.for(states)(
    `at ${isEvery ? 'every' : 'a'} write and sync of $name leaves one record of each occurrence`,
    {timeout: 3_600_000},
    async ({name, prepare, short}, context) => {
      const place = ownDaemonFolder(context)
      await prepare(place)
      const template = mkdtempSync(join(tmpdir(), 'revsched-template-'))
      context.onTestFinished(() => rmSync(template, {recursive: true, force: true}))
      cpSync(place.home, template, {recursive: true})
      const violations: string[] = []
      const kills = new Map<string, number>()
      /** False where that call is never made. */
      const isKilledAt = async (point: Point) => {
        rmSync(place.home, {recursive: true})
        cpSync(template, place.home, {recursive: true})
        const {daemon: first, isKilled} = await lifeUpTo(place, point)
        if (isKilled) kills.set(point.kind, (kills.get(point.kind) ?? 0) + 1)
        try {
          expectNothingHalf(place)
          await expectOneRecordEach(place, isKilled ? [first, await recovered(place)] : [first])
        } catch (error) {
          violations.push(`killed at ${point.kind} ${point.nth}: ${(error as Error).message}`)
        }
        return isKilled
      }
      if (isEvery) for (const kind of kinds) for (let nth = 1; await isKilledAt({kind, nth}); nth++);
      else for (const point of short) expect(await isKilledAt(point), JSON.stringify(point)).toBe(true)
      if (isEvery)
        console.info(`kill points of ${name}:`, Object.fromEntries(kills), `${violations.length} violations`)
      expect(violations).toEqual([])
      if (isEvery) expect(kills.get('fsync')).toBeGreaterThan(5)
      if (isEvery) expect(kills.get('pwrite64')).toBeGreaterThan(40)
    },
  )
})

/** A daemon that did all there was to do after the kill, and ended. */
async function recovered(place: Folder): Promise<DaemonProcess> {
  const daemon = place.start()
  await daemon.logged('daemon-started')
  const startedAt = performance.now()
  await until('all runs ended', () => isDone(place))
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  daemon.kill('SIGTERM')
  expect((await daemon.ended).code).toBe(0)
  return daemon
}
