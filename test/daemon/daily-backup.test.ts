import {beforeEach, expect, it} from 'vitest'
import {DailyBackup} from '../../src/daemon/daily-backup.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {MadeBackup} from '../../src/domain/ports/backup-maker.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'

const start = '2026-11-16T09:00:00.000Z'
const minutes = (count: number) => count * 60_000
const hours = (count: number) => minutes(60 * count)
const plan = {folder: '/backups', keep: 7}
const made: MadeBackup = {path: '/backups/one.bak', bytes: 4096, removed: 1, problem: null}

let clock = fakeClock(start)
let log = fakeLogger()
/** When each backup began, in minutes from the start. */
let began: number[] = []
let make: (signal: AbortSignal) => Promise<MadeBackup> = async () => made

beforeEach(() => {
  clock = fakeClock(start)
  log = fakeLogger()
  began = []
  make = async () => made
})

function backups(lastState?: Readonly<Record<string, unknown>>): DailyBackup {
  const ports = {
    clock,
    log,
    makeBackup(_: unknown, signal: AbortSignal) {
      began.push((clock.now().getTime() - Date.parse(start)) / 60_000)
      return make(signal)
    },
  }
  return new DailyBackup(ports, lastState)
}

async function beatFor(daily: DailyBackup, ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += minutes(1)) {
    await clock.advance(minutes(1))
    daily.beat()
  }
  await clock.advance(0)
}

/** What a daemon told that made its last backup so long ago. */
const madeAgo = (ms: number, folder = plan.folder) => ({
  backup: {
    folder,
    madeAt: new Date(Date.parse(start) - ms).toISOString(),
    path: '/b',
    bytes: 1,
    problem: null,
  },
})

it.each<{name: string; lastState?: Readonly<Record<string, unknown>>; expected: number[]}>([
  {name: 'none before', expected: [10, 24 * 60 + 10]},
  {name: 'one of an hour ago', lastState: madeAgo(hours(1)), expected: [23 * 60]},
  {
    name: 'one of 23 hours and 55 minutes ago',
    lastState: madeAgo(hours(24) - minutes(5)),
    expected: [10, 1450],
  },
  {name: 'one of a week ago', lastState: madeAgo(hours(168)), expected: [10, 1450]},
  {name: 'one in another folder', lastState: madeAgo(hours(1), '/elsewhere'), expected: [10, 1450]},
  {name: 'one of a clock that was ahead', lastState: madeAgo(-hours(500)), expected: [10, 1450]},
  {name: 'words of another version', lastState: {backup: {folder: '/backups'}}, expected: [10, 1450]},
])('a day has one, not in the first ten minutes: $name', async ({lastState, expected}) => {
  const daily = backups(lastState)
  daily.plan(plan)
  await beatFor(daily, hours(26))
  expect(began).toEqual(expected)
})

it('is told in the log and in the state', async () => {
  const daily = backups()
  daily.plan(plan)
  expect(daily.told()).toEqual({folder: '/backups', madeAt: null, path: null, bytes: null, problem: null})
  await beatFor(daily, minutes(10))
  expect(daily.told()).toEqual({
    folder: '/backups',
    madeAt: '2026-11-16T09:10:00.000Z',
    path: '/backups/one.bak',
    bytes: 4096,
    problem: null,
  })
  expect(log.lines).toMatchObject([{level: 'info', event: 'backup-made', fields: {bytes: 4096, removed: 1}}])
})

it('one that failed is told, and tried again every hour until it is made', async () => {
  const daily = backups(madeAgo(hours(30)))
  daily.plan(plan)
  make = async () => {
    throw new RevschedError('storage', 'the disk is full')
  }
  await beatFor(daily, hours(2))
  expect(began).toEqual([10, 70])
  expect(daily.told()).toMatchObject({path: '/b', problem: 'the disk is full'})
  expect(log.lines[0]).toMatchObject({level: 'error', event: 'backup-failed'})
  expect(log.lines[0]!.message).toContain('the disk is full')
  make = async () => made
  await beatFor(daily, hours(1))
  expect(began).toEqual([10, 70, 130])
  expect(daily.told()).toMatchObject({path: made.path, problem: null})
})

it('one whose elders cannot be removed is told, and no other is made before the next day', async () => {
  const daily = backups()
  daily.plan(plan)
  make = async () => ({...made, problem: 'old backups cannot be removed'})
  await beatFor(daily, hours(24))
  expect(began).toEqual([10])
  expect(daily.told()).toMatchObject({path: made.path, problem: 'old backups cannot be removed'})
})

it('is off unless somebody switches it on, also while the daemon runs, and can be switched off', async () => {
  const daily = backups()
  await beatFor(daily, hours(25))
  expect([began, daily.told()]).toEqual([[], null])
  daily.plan(plan)
  await beatFor(daily, minutes(1))
  expect(began).toEqual([25 * 60 + 1])
  daily.plan(null)
  await beatFor(daily, hours(25))
  expect([began.length, daily.told()]).toEqual([1, null])
})

it('settings that are read again while one is made start no second one, and a failed one is tried at once', async () => {
  const daily = backups()
  daily.plan(plan)
  make = async () => {
    await clock.sleep(minutes(3))
    throw new RevschedError('storage', 'no space')
  }
  await beatFor(daily, minutes(11))
  daily.plan({...plan, keep: 3})
  await beatFor(daily, minutes(3))
  expect(began).toEqual([10])
  daily.plan(plan)
  await beatFor(daily, minutes(1))
  expect(began).toEqual([10, 15])
})

it('a stop ends the one at hand without a word, and no other begins', async () => {
  const daily = backups()
  daily.plan(plan)
  const signals: AbortSignal[] = []
  make = async signal => {
    signals.push(signal)
    await clock.sleep(hours(1), signal)
    return made
  }
  await beatFor(daily, minutes(11))
  daily.stop()
  expect(signals[0]!.aborted).toBe(true)
  await beatFor(daily, hours(25))
  expect([began, log.lines]).toEqual([[10], []])
})
