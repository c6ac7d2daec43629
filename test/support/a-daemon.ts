import {runDaemon} from '../../src/daemon/daemon.js'
import type {Clock} from '../../src/domain/ports/clock.js'
import type {ReviewExecutor} from '../../src/domain/ports/review-executor.js'
import type {Database} from '../../src/domain/ports/store.js'
import {fakeLogger} from './fake-logger.js'
import {noAccess} from './no-access.js'

const nothing = () => undefined

/** Reviews that go on until they are stopped. */
const endless: ReviewExecutor = {
  execute: (_, {signal}) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
}

/** The daemon in this process, on a real database and a clock of the test; nothing is told to anybody. */
export function aDaemon(
  database: Database,
  {clock, id = 'daemon-2', isOwnerAlive = () => true, reviews = endless}: DaemonChoice,
) {
  const log = fakeLogger()
  const stop = new AbortController()
  let ids = 0
  let ticks = 0
  let told: () => void = nothing
  const ended = runDaemon(
    {
      store: database,
      backups: {beat: nothing, stop: nothing, told: () => null},
      runs: database,
      reviews,
      send: () => new Promise(nothing),
      rulesOf: async name => ({name, file: {extends: [`revsched:${name}`]}}),
      accessTo: () => noAccess,
      clock,
      ids: {next: () => `id-${++ids}`},
      random: () => 0,
      log,
      pings: {
        add: nothing,
        close: async () => undefined,
        told: () => ({sent: 0, failed: 0, dropped: 0, waiting: 0, failingReviews: 0}),
      },
      notifier: {
        watchdogIntervalMs: null,
        ready: async () => undefined,
        status: nothing,
        outage: nothing,
        outageOver: nothing,
        alive() {
          ticks++
          told()
        },
        reloading: nothing,
        stopping: async () => undefined,
      },
      isOwnerAlive,
      onReload: () => nothing,
      reload: async () => ({concurrency: 2}),
    },
    {
      row: {
        id,
        host: 'box',
        pid: 7,
        bootId: 'boot',
        leaseOwner: 'daemon',
        version: '1.2.3',
        tzVersion: '2026a',
      },
      concurrency: 2,
      graceMs: 0,
    },
    stop.signal,
  )
  return {
    log,
    /** When it has done all that is to be done, for the first time or with the next beat. */
    async ticked(): Promise<void> {
      const before = ticks
      const next = new Promise<void>(resolve => {
        told = () => {
          if (ticks > before) resolve()
        }
      })
      await Promise.race([next, ended.then(() => Promise.reject(new Error('the daemon has ended')))])
    },
    async stop(): Promise<void> {
      stop.abort()
      await ended
    },
    ended,
  }
}

type DaemonChoice = {
  clock: Clock
  id?: string
  isOwnerAlive?(leaseOwner: string): boolean
  reviews?: ReviewExecutor
}
