import {describe, expect, it} from 'vitest'
import {cancelCommand} from '../../../src/cli/commands/cancel.js'
import {retryCommand} from '../../../src/cli/commands/retry.js'
import {runNowCommand} from '../../../src/cli/commands/run-now.js'
import {statusCommand} from '../../../src/cli/commands/status.js'
import {encodeAnalysis} from '../../../src/domain/review/analysis-document.js'
import type {Run} from '../../../src/domain/run/run.js'
import {displayWidth} from '../../../src/report/escape.js'
import {aCommandContext, type FakeContext} from '../../support/a-command-context.js'
import {aDaemonRow} from '../../support/a-daemon-row.js'
import {aRun} from '../../support/a-run.js'
import {aListing} from '../../support/a-scheduled-review.js'
import {anAnalysis} from '../../support/an-analysis.js'
import {recordedOutput} from '../../support/fake-output.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

// The commands that speak to a daemon through the database, and that which tells how it is. It is Tuesday, 1 April 2025, noon.

const noDaemon = 'no daemon is running: the run waits until one is started (revsched daemon)\n'

describe('status', () => {
  const busy = aDaemonRow({
    state: {
      lateness: {p50Ms: 12, p99Ms: 12_400},
      loopLagMs: 3,
      pings: {sent: 7, failed: 2, dropped: 0, waiting: 1, failingReviews: 1},
      errors: [{at: '2025-04-01T11:00:00.000Z', message: 'the database refused: the disk is full'}],
      inProgress: [
        {runId: 'aaaa', jobId: 'd-1', step: 'reading', rowsRead: 12_000},
        {runId: 'bbbb', jobId: 'd-2', step: 'starting', rowsRead: 0},
      ],
    },
  })
  const numbers = {queued: 2, running: 2, missed: 120, skipped: 3, failed: 1, crashed: 0}
  const running = {status: 'running' as const, leaseOwner: 'box:boot:4242:1'}
  const startedAt = new Date('2025-04-01T11:58:00Z')
  const stored = {
    daemon: busy,
    runs: [
      aRun({...running, id: 'aaaa', jobId: 'd-1', startedAt}),
      aRun({...running, id: 'bbbb', jobId: 'd-2', reviewName: 'new'}),
    ],
    queueNumbers: {...numbers, nextDueAt: new Date('2025-04-07T10:00:00Z')},
    events: [{kind: 'clock-step' as const, at: new Date('2025-04-01T10:00:00Z'), detail: {}}],
  }

  it('tells how a daemon is that is well, and succeeds', async () => {
    const {out, error} = await runCommand(statusCommand, {json: false}, {stored})
    expect(error).toBeNull()
    expect(out.split('\n')).toEqual([
      'daemon     running since Tue 1 Apr 05:00 (3h ago)',
      'process    pid 4242, revsched 1.2.3',
      'lateness   12 ms in half of the runs, 12 s in all but 1 %',
      'loop lag   3 ms',
      'next due   Mon 7 Apr 06:00 (in 5d 22h)',
      'queue      2 waiting, 2 running',
      'last 24 h  120 missed, 3 skipped, 1 failed, 0 crashed',
      'pings      7 sent, 2 failed, 0 dropped, 1 waiting; those of 1 review fail now: see the log',
      'running    weekly, reading 12,000 rows, started 2m ago',
      'running    new, started just now',
      'error      the database refused: the disk is full (1h ago)',
      'event      clock step 2h ago',
      '',
    ])
  })

  it.each<[string, object | null, string[]]>([
    ['none wanted', null, []],
    ['none made yet', {madeAt: null, path: null, bytes: null}, ['backup     none yet in /b']],
    [
      'one made',
      {madeAt: '2025-04-01T10:00:00.000Z', path: '/b/one.bak', bytes: 4097},
      ['backup     made Tue 1 Apr 06:00 (2h ago), 5 kB, as /b/one.bak'],
    ],
  ])('tells of backups: %s', async (_, told, lines) => {
    const backup = told && {folder: '/b', problem: null, ...told}
    const daemon = {...busy, state: {...busy.state, backup}}
    const {out} = await runCommand(statusCommand, {json: false}, {stored: {...stored, daemon}})
    expect(out.match(/^backup .*/gm) ?? []).toEqual(lines)
  })

  it('tells what ran in a process that is gone', async () => {
    const given = {stored, host: {isOwnerAlive: () => false}}
    const {out} = await runCommand(statusCommand, {json: false}, given)
    expect(out).toContain('running    weekly, its process is gone, started 2m ago\n')
  })

  it.each([
    ['none ever', null, 'daemon     never started\n', 'no daemon keeps this database'],
    [
      'one that stopped',
      aDaemonRow({stoppedAt: new Date('2025-04-01T11:00:00Z')}),
      'daemon     stopped Tue 1 Apr 07:00 (1h ago)\n',
      'the daemon is stopped',
    ],
    [
      'one that was killed',
      aDaemonRow(),
      'daemon     gone; last seen Tue 1 Apr 07:59 (just now)\n',
      'the daemon is gone without having stopped',
    ],
  ])('of a daemon that does not run, %s, fails with what is wrong', async (_, daemon, out, message) => {
    const given = {stored: {daemon}, host: {isOwnerAlive: () => false}}
    const ran = await runCommand(statusCommand, {json: false}, given)
    expect(ran.out.startsWith(out)).toBe(true)
    expect(ran.error).toMatchObject({code: 'unhealthy', message, hint: 'start it: revsched daemon'})
  })

  it('tells each problem once: the first is the error, the others are lines', async () => {
    const daemon = aDaemonRow({lastSeenAt: new Date('2025-04-01T11:00:00Z')})
    const given = {stored: {daemon, queueNumbers: {overdue: 2}}}
    const {out, error} = await runCommand(statusCommand, {json: false}, given)
    expect(error).toMatchObject({message: 'the daemon has written nothing for 3600 s'})
    expect(out).not.toContain('written nothing')
    expect(out.match(/^problem .*/gm)).toEqual([
      'problem    2 reviews are overdue; see the log of the daemon, and revsched doctor',
    ])
    const json = await runCommand(statusCommand, {json: true}, given)
    expect(JSON.parse(json.out)).toMatchObject({isHealthy: false, problems: [{}, {}]})
    expect(json.error).toMatchObject({code: 'unhealthy'})
  })

  it('prints one JSON document, without what identifies the lease', async () => {
    const ran = await runCommand(statusCommand, {json: true}, {stored})
    expect(jsonOf(ran)).toMatchObject({
      isHealthy: true,
      problems: [],
      daemon: {isAlive: true, pid: 4242, startedAt: '2025-04-01T09:00:00.000Z', stoppedAt: null},
      queue: {...numbers, overdue: 0, nextDueAt: '2025-04-07T10:00:00.000Z'},
      events: [{kind: 'clock-step', at: '2025-04-01T10:00:00.000Z'}],
    })
    expect(ran.out).not.toContain('leaseOwner')
  })

  it.each([80, 40])('fits a terminal of %d columns, whatever names and errors are in it', async width => {
    const state = {
      ...busy.state,
      inProgress: [{runId: 'aaaa', jobId: 'd-1', step: 'judging', rowsRead: 1_000_000}],
      errors: [
        {at: '2025-03-30T11:00:00.000Z', message: `the database "/home/ann/${'x'.repeat(100)}" is full`},
      ],
    }
    const daemon = aDaemonRow({state, lastSeenAt: new Date('2025-03-28T11:00:00Z')})
    const reviewName = 'Größte Pipeline der Welt, wöchentlich \u001b[31mgeprüft und an alle verschickt'
    const runs = [aRun({...running, id: 'aaaa', jobId: 'd-1', startedAt, reviewName})]
    const context = aCommandContext({stored: {...stored, daemon, runs, queueNumbers: {overdue: 12}}})
    context.io.out = recordedOutput({isTerminal: true, width})
    const {out} = await runCommand(statusCommand, {json: false}, context)
    const wide = out.split('\n').filter(line => displayWidth(line) > Math.max(width, 60))
    expect(wide).toEqual([])
    expect(out).not.toContain('\u001b')
    expect(out).toContain('problem    12 reviews are')
  })
})

const queue = {
  ref: 'weekly',
  deliver: true,
  queue: true,
  wait: false,
  format: 'text' as const,
  allDeals: false,
  ndjson: false,
  onlyNew: false,
  json: false,
}

describe('run-now --queue', () => {
  it('stores a run that waits, and warns where no daemon runs', async () => {
    const {out, err, stored} = await runCommand(runNowCommand, queue)
    expect([out, err]).toEqual(['queued run id-1 of weekly\n', noDaemon])
    expect(stored.runs).toMatchObject([
      {status: 'queued', trigger: 'manual', scheduledReviewId: 'review-1', startedAt: null},
    ])
  })

  it('warns of nothing where one runs', async () => {
    const {err} = await runCommand(runNowCommand, queue, {stored: {daemon: aDaemonRow()}})
    expect(err).toBe('')
  })

  it('with a key that is known gives the run that has it, in whatever state', async () => {
    const runs = [aRun({idempotencyKey: 'monday'})]
    const given = {...queue, key: 'monday'}
    const {out, stored} = await runCommand(runNowCommand, given, {stored: {runs}})
    expect(out).toBe('known already, completed: run 1f0c2a44 of weekly\n')
    expect(stored.runs).toHaveLength(1)
    const json = jsonOf(await runCommand(runNowCommand, {...given, json: true}, {stored: {runs}}))
    expect(json.run.id).toBe(runs[0]!.id)
  })

  it.each([
    ['--wait without --queue', {queue: false, wait: true}, '--wait goes with --queue or --key'],
    ['a connection', {ref: undefined, connection: 'emea'}, '--connection'],
    ['another day', {asOf: {at: new Date(0), date: 0}}, '--as-of'],
    ['other rules', {rules: 'strict'}, '--rules'],
  ])('refuses %s, and stores nothing', async (_, changes, message) => {
    const {error, stored} = await runCommand(runNowCommand, {...queue, ...changes})
    expect(error).toMatchObject({code: 'usage', message: expect.stringContaining(message)})
    expect(stored.runs).toEqual([])
  })
})

describe('run-now --key', () => {
  const keyed = {...queue, queue: false, key: 'monday'}
  const known = (changes: Partial<Run> = {}) => aRun({idempotencyKey: 'monday', ...changes})

  it('makes a run with the key, and gives its report again without running again', async () => {
    const context = aCommandContext()
    const first = await runCommand(runNowCommand, keyed, context)
    expect(context.stored.runs).toMatchObject([{status: 'completed', idempotencyKey: 'monday'}])
    context.reviewThreads = () => Promise.reject(new Error('it runs again'))
    const again = await runCommand(runNowCommand, {...keyed, failOn: 'critical'}, context)
    expect(again).toMatchObject({out: first.out, error: {code: 'threshold'}})
    expect(again.err).toBe('known already: run id-1 has the key, nothing runs again\n')
    expect(context.stored.runs).toHaveLength(1)
  })

  it.each([
    [
      'runs',
      {status: 'running', leaseOwner: 'a'},
      {code: 'busy', message: 'run 1f0c2a44 has the key and is running'},
    ],
    ['waits', {status: 'queued'}, {code: 'busy', message: 'run 1f0c2a44 has the key and is queued'}],
    [
      'failed',
      {status: 'failed', errorCode: 'auth', errorMessage: 'no login'},
      {code: 'auth', message: 'run 1f0c2a44 is failed: no login'},
    ],
    ['failed as a newer version says', {status: 'failed', errorCode: 'new'}, {code: 'source-failed'}],
    [
      'was cancelled',
      {status: 'cancelled', errorMessage: 'by hand'},
      {code: 'conflict', message: 'run 1f0c2a44 is cancelled: by hand'},
    ],
    [
      'is of another review',
      {scheduledReviewId: 'r2', reviewName: 'daily'},
      {code: 'conflict', message: 'the key "monday" belongs to a run of "daily"'},
    ],
    [
      'is of no review',
      {scheduledReviewId: null, reviewName: 'emea'},
      {code: 'conflict', message: 'the key "monday" belongs to a run of "emea"'},
    ],
  ] as const)('of a run that %s tells so, and runs nothing', async (_, changes, error) => {
    const ran = await runCommand(runNowCommand, keyed, {stored: {runs: [known(changes)]}})
    expect(ran).toMatchObject({out: '', error})
    expect(ran.stored.runs).toHaveLength(1)
  })

  it('of a run whose process is gone says what helps', async () => {
    const runs = [known({status: 'running', leaseOwner: 'gone'})]
    const {error} = await runCommand(runNowCommand, keyed, {
      stored: {runs},
      host: {isOwnerAlive: () => false},
    })
    expect(error).toMatchObject({code: 'busy', message: 'run 1f0c2a44 has the key, and its process is gone'})
  })

  it('with --wait follows one that another process runs', async () => {
    const runs = [known({status: 'running', leaseOwner: 'a'})]
    const context = aCommandContext({stored: {runs, daemon: aDaemonRow()}})
    const {out, error} = await beside(context, [{status: 'completed', healthScore: 80}], () =>
      runCommand(runNowCommand, {...keyed, wait: true}, context),
    )
    expect(error).toBeNull()
    expect(out).toMatch(/^weekly {2}as of /)
  })
})

/** Runs a command beside a daemon that executes what waits: each look at the run finds it one state further. */
async function beside(
  context: FakeContext,
  states: readonly Partial<Run>[],
  work: () => ReturnType<typeof runCommand>,
) {
  const ran = work()
  for (const state of states) {
    await context.clock.advance(300)
    const at = context.stored.runs.length - 1
    context.stored.runs[at] = {...context.stored.runs[at]!, ...state}
    context.stored.analyses.set(context.stored.runs[at].id, encodeAnalysis(anAnalysis()))
  }
  await context.clock.advance(300)
  return ran
}

const ends = {
  completed: [{status: 'running'}, {status: 'completed', healthScore: 80, completedAt: new Date(1)}],
  failed: [{status: 'failed', errorCode: 'config', errorMessage: 'the rule file is gone'}],
  cancelled: [{status: 'cancelled', errorCode: 'cancelled', errorMessage: 'cancelled by another command'}],
} satisfies Record<string, Partial<Run>[]>

describe('run-now --queue --wait', () => {
  const waiting = {...queue, wait: true}

  it('follows the run to its end, then prints its report', async () => {
    const context = aCommandContext({stored: {daemon: aDaemonRow()}})
    const {out, err} = await beside(context, ends.completed, () =>
      runCommand(runNowCommand, waiting, context),
    )
    expect(err).toBe('run id-1 is queued\nrun id-1 is running\nrun id-1 is completed\n')
    expect(out).toMatch(/^weekly {2}as of /)
  })

  it('prints JSON', async () => {
    const context = aCommandContext({stored: {daemon: aDaemonRow()}})
    const ran = await beside(context, ends.completed, () =>
      runCommand(runNowCommand, {...waiting, json: true}, context),
    )
    expect(jsonOf(ran)).toMatchObject({run: {id: 'id-1', status: 'completed'}, review: {score: {}}})
  })

  it.each([
    ['failed', {code: 'config', message: 'run id-1 is failed: the rule file is gone'}],
    ['cancelled', {code: 'conflict', message: 'run id-1 is cancelled: cancelled by another command'}],
  ] as const)('of one that %s fails with the reason', async (end, expected) => {
    const context = aCommandContext({stored: {daemon: aDaemonRow()}})
    const {out, error} = await beside(context, ends[end], () => runCommand(runNowCommand, waiting, context))
    expect(out).toBe('')
    expect(error).toMatchObject(expected)
  })

  it('stopped by Ctrl-C leaves the run in the queue', async () => {
    const stop = new AbortController()
    const context = aCommandContext()
    context.signal = stop.signal
    const ran = runCommand(runNowCommand, waiting, context)
    await context.clock.advance(600)
    stop.abort(new Error('stopped'))
    expect(await ran).toMatchObject({out: '', error: {message: 'stopped'}})
    expect(context.stored.runs).toMatchObject([{status: 'queued'}])
  })
})

describe('cancel', () => {
  it.each([
    ['queued', 'cancelled run 1f0c2a44 of weekly\n', {status: 'cancelled'}],
    [
      'running',
      'asked run 1f0c2a44 of weekly to end\n',
      {cancelRequestedAt: new Date('2025-04-01T12:00:00Z')},
    ],
  ] as const)('of a %s run', async (status, out, changed) => {
    const runs = () => [aRun({status, completedAt: null})]
    const ran = await runCommand(cancelCommand, {run: '1f0c', json: false}, {stored: {runs: runs()}})
    expect(ran).toMatchObject({out, error: null, stored: {runs: [changed]}})
    const json = await runCommand(cancelCommand, {run: '1f0c', json: true}, {stored: {runs: runs()}})
    expect(jsonOf(json).run).toMatchObject({id: aRun().id})
  })

  it.each(['latest', 'weekly@latest'])('%s is the newest that waits or runs', async run => {
    const runs = [aRun({id: 'aaaa', status: 'queued', completedAt: null}), aRun({id: 'bbbb'})]
    const stored = {runs, reviews: [aListing()]}
    const ran = await runCommand(cancelCommand, {run, json: false}, {stored})
    expect(ran).toMatchObject({out: 'cancelled run aaaa of weekly\n', error: null})
  })

  it.each([
    ['that has ended', '1f0c', 'conflict'],
    ['where none waits or runs', 'latest', 'not-found'],
    ['that there is not', 'ffff', 'not-found'],
  ])('of a run %s fails', async (_, run, code) => {
    const ran = await runCommand(cancelCommand, {run, json: false}, {stored: {runs: [aRun()]}})
    expect(ran).toMatchObject({out: '', error: {code}})
  })
})

describe('retry', () => {
  const failed = () => aRun({status: 'failed', errorCode: 'source-failed', errorMessage: 'gone'})
  const input = {run: '1f0c', wait: false, json: false}

  it.each(['latest', 'weekly@latest'])('%s is the newest that has ended', async run => {
    const runs = [aRun({id: 'aaaa'}), failed(), aRun({id: 'bbbb', status: 'queued', completedAt: null})]
    const stored = {runs, reviews: [aListing()]}
    const ran = await runCommand(retryCommand, {...input, run}, {stored})
    expect(ran).toMatchObject({out: 'queued run id-1 of weekly\n', error: null})
  })

  it('queues a new run and leaves the old one as it is', async () => {
    const {out, err, stored} = await runCommand(retryCommand, input, {stored: {runs: [failed()]}})
    expect([out, err]).toEqual(['queued run id-1 of weekly\n', noDaemon])
    expect(stored.runs).toMatchObject([failed(), {id: 'id-1', status: 'queued', trigger: 'retry'}])
  })

  it('prints JSON', async () => {
    const ran = await runCommand(retryCommand, {...input, json: true}, {stored: {runs: [failed()]}})
    expect(jsonOf(ran).run).toMatchObject({id: 'id-1', status: 'queued', trigger: 'retry'})
  })

  it('--wait follows the new run to its report', async () => {
    const context = aCommandContext({stored: {daemon: aDaemonRow(), runs: [failed()]}})
    const {out, err} = await beside(context, ends.completed, () =>
      runCommand(retryCommand, {...input, wait: true}, context),
    )
    expect(err).toContain('run id-1 is completed\n')
    expect(out).toMatch(/^weekly {2}as of /)
  })
})
