import {beforeEach, expect, it} from 'vitest'
import {Housekeeping} from '../../src/daemon/housekeeping.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DaemonStore} from '../../src/domain/ports/daemon-log.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'

const start = '2026-11-16T09:00:00Z'
const beatMs = 10_000
const minutes = (count: number) => count * 60_000
const hours = (count: number) => minutes(60 * count)

let clock = fakeClock(start)
let log = fakeLogger()
/** When each removal began, in minutes from the start. */
let began: number[] = []
let prune: DaemonStore['prune'] = async () => ({runs: 0, events: 0})
let walLimits: number[] = []
/** Of the log, each time after it was to be emptied. */
let logBytes: number[] = []
/** What the daily backup was asked, and in which minute. */
let asked: string[] = []
let housekeeping: Housekeeping

beforeEach(() => {
  clock = fakeClock(start)
  log = fakeLogger()
  began = []
  walLimits = []
  logBytes = []
  asked = []
  prune = async () => ({runs: 2, events: 1})
  const store: Pick<DaemonStore, 'prune' | 'boundWal'> = {
    prune(input) {
      began.push((clock.now().getTime() - Date.parse(start)) / 60_000)
      return prune(input)
    },
    async boundWal(limitBytes) {
      walLimits.push(limitBytes)
      return logBytes.shift() ?? 0
    },
  }
  const minute = () => (clock.now().getTime() - Date.parse(start)) / 60_000
  const backups = {
    beat: () => void asked.push(`beat ${minute()}`),
    stop: () => void asked.push('stop'),
    told: () => null,
  }
  housekeeping = new Housekeeping({store, backups, clock, log})
})

async function beatFor(ms: number): Promise<void> {
  for (let passedMs = 0; passedMs < ms; passedMs += beatMs) {
    await clock.advance(beatMs)
    await housekeeping.beat()
  }
  await clock.advance(0)
}

it('old history is removed ten minutes after the start and once a day from then on', async () => {
  await beatFor(minutes(10) - beatMs)
  expect(began).toEqual([])
  await beatFor(hours(24))
  expect(began).toEqual([10])
  await beatFor(beatMs)
  expect(began).toEqual([10, 10 + 24 * 60])
  expect(log.lines).toMatchObject([
    {level: 'info', event: 'history-pruned', fields: {runs: 2, events: 1}},
    {level: 'info', event: 'history-pruned'},
  ])
})

it('nothing is logged where nothing was old', async () => {
  prune = async () => ({runs: 0, events: 0})
  await beatFor(minutes(10))
  expect([began, log.lines]).toEqual([[10], []])
})

it('the log beside the database is looked at with each beat', async () => {
  await beatFor(minutes(1))
  expect(walLimits).toEqual(Array.from({length: 6}, () => 32 * 1024 * 1024))
})

it('a log that cannot be emptied is told, once until it can', async () => {
  const mb = 1024 * 1024
  const told: number[] = []
  logBytes = [0, 64 * mb, 65 * mb, 300 * mb, 0, 65 * mb]
  for (let beat = 0; beat < 6; beat++) {
    await beatFor(beatMs)
    told.push(housekeeping.logBytes / mb)
  }
  expect(told).toEqual([0, 64, 65, 300, 0, 65])
  const warning = {level: 'warn', event: 'log-not-emptied', fields: {bytes: 65 * mb}}
  expect(log.lines).toMatchObject([warning, warning])
})

it('a beat does not wait for a removal, and no second one begins beside it', async () => {
  prune = () => new Promise(() => undefined)
  await beatFor(hours(25))
  expect(began).toEqual([10])
})

it('the backup of the day waits for the removal, and stops with it', async () => {
  prune = async () => {
    await clock.sleep(minutes(2))
    return {runs: 0, events: 0}
  }
  await beatFor(minutes(12) + beatMs)
  const beats = asked.map(line => Number(line.slice(5)))
  expect(beats.filter(minute => minute >= 9.9 && minute < 12)).toEqual([])
  expect(beats.at(-1)).toBeGreaterThan(12)
  housekeeping.stop()
  await beatFor(minutes(1))
  expect(asked.slice(beats.length)).toEqual(['stop'])
})

it('a stop ends the removal at hand without a word about it, and no other begins', async () => {
  const signals: (AbortSignal | undefined)[] = []
  prune = async ({signal}) => {
    signals.push(signal)
    await clock.sleep(minutes(5))
    throw new Error('the database connection is not open')
  }
  await beatFor(minutes(11))
  expect(signals[0]!.aborted).toBe(false)
  housekeeping.stop()
  expect(signals[0]!.aborted).toBe(true)
  await beatFor(hours(25))
  expect([began, log.lines]).toEqual([[10], []])
})

it('one that failed is told, and tried again a day later', async () => {
  prune = async () => {
    throw new RevschedError('storage', 'the disk is full')
  }
  await beatFor(hours(25))
  expect(began).toEqual([10, 10 + 24 * 60])
  expect(log.lines[0]).toMatchObject({level: 'error', event: 'housekeeping-failed'})
  expect(log.lines[0]!.message).toContain('the disk is full')
})

it.each([
  [
    'forward by years, as when it is wrong: not before it had ten minutes to be set',
    '2030-01-01T00:00:00Z',
    10,
  ],
  ['back by years: within a day', '2020-01-01T00:00:00Z', 24 * 60],
])('a clock that is set %s', async (_, instant, expectedMinutes) => {
  await beatFor(minutes(60))
  expect(began).toHaveLength(1)
  clock.set(instant)
  await housekeeping.beat()
  await beatFor(minutes(expectedMinutes) - beatMs)
  expect(began).toHaveLength(1)
  await beatFor(beatMs)
  expect(began).toHaveLength(2)
})
