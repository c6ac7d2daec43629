import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {daemonStatus} from '../../src/app/daemon-status.js'
import type {DaemonRow, QueueNumbers} from '../../src/domain/ports/daemon-log.js'
import {aRun} from '../support/a-run.js'
import {aUser} from '../support/a-scheduled-review.js'
import {fakeClock} from '../support/fake-clock.js'
import {idle} from '../support/fake-database.js'
import {root} from '../support/program.js'

const now = '2026-03-29T12:00:00.000Z'
const ago = (seconds: number) => new Date(Date.parse(now) - seconds * 1000)

/** As docs/running.md has it. */
const silentSeconds = Number(
  /within the last (\d+) seconds/.exec(readFileSync(join(root, 'docs/running.md'), 'utf8'))![1],
)

const row: DaemonRow = {
  id: 'daemon-1',
  host: 'host',
  pid: 42,
  bootId: 'boot',
  leaseOwner: 'host:boot:42:1',
  version: '1.2.3',
  tzVersion: '2025c',
  startedAt: ago(3600),
  lastSeenAt: ago(5),
  stoppedAt: null,
  state: {},
}

describe('daemonStatus', () => {
  it.each<{
    name: string
    daemon: DaemonRow | null
    isOwnerAlive?: boolean
    queue?: Partial<QueueNumbers>
    problem: string | null
  }>([
    {name: 'one that lives', daemon: row, problem: null},
    {name: 'none ever', daemon: null, problem: 'no daemon keeps this database'},
    {name: 'one that stopped', daemon: {...row, stoppedAt: ago(60)}, problem: 'the daemon is stopped'},
    {
      name: 'one that died',
      daemon: row,
      isOwnerAlive: false,
      problem: 'the daemon is gone without having stopped',
    },
    {
      name: 'one silent for as long as it may be',
      daemon: {...row, lastSeenAt: ago(silentSeconds)},
      problem: null,
    },
    {
      name: 'one silent for longer',
      daemon: {...row, lastSeenAt: ago(silentSeconds + 1)},
      problem: 'the daemon has written nothing for 46 s',
    },
    {
      name: 'one that was seen by a clock somewhat ahead',
      daemon: {...row, lastSeenAt: ago(-silentSeconds)},
      problem: null,
    },
    {
      name: 'one that has not written since the clock was set back',
      daemon: {...row, lastSeenAt: ago(-silentSeconds - 1)},
      problem:
        'the clock was set back, and the daemon has written nothing since: it wrote last at 2026-03-29T12:00:46.000Z',
    },
    {name: 'one that is behind', daemon: row, queue: {overdue: 3}, problem: '3 reviews are overdue'},
    {name: 'one that is late once', daemon: row, queue: {overdue: 1}, problem: '1 review is overdue'},
    {
      name: 'one with threads that hang, all replaced',
      daemon: {...row, state: {concurrency: 4, abandonedThreads: 3}},
      problem: null,
    },
    {
      name: 'one with as many threads that hang as are replaced',
      daemon: {...row, state: {concurrency: 4, abandonedThreads: 4}},
      problem: '4 threads hang in the system and cannot be ended',
    },
    {
      name: 'one whose log is as large as it may be',
      daemon: {...row, state: {logBytes: 64 * 1024 * 1024}},
      problem: null,
    },
    {
      name: 'one whose log cannot be emptied',
      daemon: {...row, state: {logBytes: 64 * 1024 * 1024 + 1}},
      problem:
        'the log beside the database has grown to 64 MB, for something reads the database without a pause',
    },
    {
      name: 'one whose backups are made',
      daemon: {...row, state: {backup: {folder: '/b', problem: null}}},
      problem: null,
    },
    {
      name: 'one whose backups fail',
      daemon: {...row, state: {backup: {folder: '/b', problem: 'the disk is full'}}},
      problem: 'the daily backup fails: the disk is full',
    },
    {name: 'one with much to do', daemon: row, queue: {queued: 900, running: 4, failed: 7}, problem: null},
  ])('is told of $name', async ({daemon, isOwnerAlive = true, queue, problem}) => {
    const store = {
      lastDaemon: async () => daemon,
      queueNumbers: async () => ({...idle, ...queue}),
      listEvents: async () => [],
      listRuns: async () => [],
    }
    const status = await daemonStatus(
      {store, clock: fakeClock(now), isOwnerAlive: () => isOwnerAlive},
      aUser(),
    )
    expect([status.isHealthy, status.problems[0]?.message ?? null]).toEqual([problem === null, problem])
    expect(JSON.stringify(status)).not.toContain('leaseOwner')
  })
})

it('tells of a run as soon as it runs and no longer than it does, whatever the daemon wrote seconds ago', async () => {
  const told = (runId: string, jobId: string) => ({runId, jobId, step: 'reading', rowsRead: 100})
  const inProgress = [told('ended', 'd-1'), told('going-on', 'd-2'), told('tried-again', 'd-3')]
  const running = {status: 'running' as const, startedAt: ago(60), leaseOwner: 'daemon'}
  const runs = [
    aRun({...running, id: 'by-hand', leaseOwner: 'dead'}),
    aRun({...running, id: 'tried-again', jobId: 'd-4'}),
    aRun({...running, id: 'going-on', jobId: 'd-2'}),
  ]
  const store = {
    lastDaemon: async () => ({...row, state: {inProgress, loopLagMs: 3}}),
    queueNumbers: async () => ({...idle, running: 4}),
    listEvents: async () => [],
    listRuns: async () => runs,
  }
  const isOwnerAlive = (owner: string) => owner !== 'dead'
  const status = await daemonStatus({store, clock: fakeClock(now), isOwnerAlive}, aUser())
  expect(status.running.map(({runId, isAlive, step, rowsRead}) => [runId, isAlive, step, rowsRead])).toEqual([
    ['going-on', true, 'reading', 100],
    ['tried-again', true, null, null],
    ['by-hand', false, null, null],
  ])
  expect([status.queue.running, status.daemon?.state]).toEqual([3, {loopLagMs: 3}])
})
