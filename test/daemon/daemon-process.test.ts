import {copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {afterEach, describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {type DaemonProcess, daemonIn} from '../support/daemon-process.js'
import {addedAgo, changeIn, rowsIn} from '../support/due-now.js'
import {revsched, sampleFile} from '../support/program.js'

// The built program as a daemon, in real processes on real files. Every daemon is killed after its test.

const daemons: DaemonProcess[] = []
const homes: string[] = []

afterEach(async () => {
  for (const daemon of daemons.splice(0)) {
    daemon.kill('SIGCONT')
    daemon.kill('SIGKILL')
    await daemon.ended
  }
  for (const home of homes.splice(0)) rmSync(home, {recursive: true, force: true})
})

function start(home: string, args: readonly string[] = []): DaemonProcess {
  const daemon = daemonIn(home, {args})
  daemons.push(daemon)
  return daemon
}

async function done(home: string, ...args: string[]): Promise<string> {
  const {code, stdout, stderr} = await revsched(home, args)
  if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code}: ${stderr}`)
  return stdout
}

/** A folder with the sample connected as `emea`, and a review of it for each name, due every hour. */
async function homeWith(...names: string[]): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'revsched-daemon-'))
  homes.push(home)
  const path = join(home, 'deals.csv')
  copyFileSync(sampleFile, path)
  await done(home, 'connection', 'add', 'file', 'emea', '--path', path)
  for (const name of names)
    await done(home, 'add', name, '--connection', 'emea', '--schedule', '0 * * * *', '--timezone', 'UTC')
  return home
}

type RunRow = {id: string; status: string; review_name: string; trigger: string; error_code: string | null}

const runsIn = (home: string) =>
  rowsIn<RunRow & {retry_count: number; crash_count: number; fence: number}>(
    home,
    'SELECT * FROM review_runs ORDER BY created_at, rowid',
  )

/** Waits until a state of the database is there; what is waited for is decided by other processes. */
async function until<Value>(look: () => Value | undefined | false, what: string): Promise<Value> {
  for (let left = 600; left > 0; left--) {
    const found = look()
    if (found) return found as Value
    await pause(50)
  }
  throw new Error(`it never came: ${what}`)
}

const completed = (home: string, count: number) =>
  until(() => {
    const runs = runsIn(home).filter(({status}) => status === 'completed')
    return runs.length >= count && runs
  }, `${count} completed runs`)

describe('a daemon', () => {
  it('runs what is due, catches up the latest missed time, and writes down the others', async () => {
    const home = await homeWith('weekly')
    addedAgo(home, 3 * 3_600_000)
    const daemon = start(home)
    await completed(home, 1)
    const runs = runsIn(home)
    expect(runs.filter(({status}) => status === 'completed')).toMatchObject([{review_name: 'weekly'}])
    expect(runs.filter(({status}) => status === 'missed').length).toBe(runs.length - 1)
    expect(runs.length).toBeGreaterThanOrEqual(3)
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: 0, signal: null})
  })

  it('notices within a second what another command adds, and runs it', async () => {
    const home = await homeWith()
    const daemon = start(home)
    await daemon.logged('daemon-started')
    await done(home, 'add', 'late', '--connection', 'emea', '--schedule', '0 6 * * 1', '--timezone', 'UTC')
    const {stdout} = await revsched(home, ['run-now', 'late', '--queue', '--wait', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({run: {status: 'completed', trigger: 'manual', priority: 10}})
    const status = JSON.parse(await done(home, 'status', '--json'))
    expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true, pid: daemon.pid}})
  })

  it('refuses to start a second time on one database, naming the first', async () => {
    const home = await homeWith()
    const daemon = start(home)
    await daemon.logged('daemon-started')
    const second = start(home)
    const {code, stderr} = await second.ended
    expect(code).toBe(8)
    expect(stderr).toContain('daemon')
  })

  it('lives once, when twenty are started at once', async () => {
    const home = await homeWith()
    const all = Array.from({length: 20}, () => start(home))
    const ended = all.map(({ended}) => ended)
    const codes: (number | null)[] = []
    for (const end of ended) void end.then(({code}) => codes.push(code))
    await until(() => codes.length === 19, '19 daemons that ended')
    expect(codes).toEqual(Array.from({length: 19}, () => 8))
  })

  it('runs a queued key once, however often it is asked for', async () => {
    const home = await homeWith('weekly')
    const first = JSON.parse(await done(home, 'run-now', 'weekly', '--queue', '--key', 'k', '--json'))
    const again = JSON.parse(await done(home, 'run-now', 'weekly', '--queue', '--key', 'k', '--json'))
    expect(again.run.id).toBe(first.run.id)
    start(home)
    await completed(home, 1)
    expect(runsIn(home).length).toBe(1)
  })

  it('retries the run of a process that was killed, and completes it', async () => {
    const home = await homeWith('weekly')
    await generateDeals(300_000, join(home, 'deals.csv'))
    await done(home, 'run-now', 'weekly', '--queue')
    const first = start(home)
    await first.logged('run-started')
    first.kill('SIGKILL')
    await first.ended
    expect(runsIn(home)).toMatchObject([{status: 'running'}])
    start(home)
    expect(await completed(home, 1)).toMatchObject([{crash_count: 1, error_code: null}])
  })

  it('gives a run up that took its process down three times', async () => {
    const home = await homeWith('weekly', 'other')
    await generateDeals(300_000, join(home, 'deals.csv'))
    await done(home, 'run-now', 'weekly', '--queue')
    for (let time = 0; time < 3; time++) {
      const daemon = start(home)
      await daemon.logged('run-started')
      daemon.kill('SIGKILL')
      await daemon.ended
    }
    const daemon = start(home)
    await until(() => runsIn(home)[0]?.status === 'failed', 'a failed run')
    expect(runsIn(home)).toMatchObject([{error_code: 'poisoned', crash_count: 3}])
    await done(home, 'run-now', 'other', '--queue')
    await completed(home, 1)
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('hands a running review back when it is stopped, which takes none of its attempts', async () => {
    const home = await homeWith('weekly')
    await generateDeals(300_000, join(home, 'deals.csv'))
    await done(home, 'run-now', 'weekly', '--queue')
    const daemon = start(home, ['--grace', '0s'])
    await daemon.logged('run-started')
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    expect(runsIn(home)).toMatchObject([{status: 'queued', retry_count: 0, crash_count: 0}])
    start(home)
    await completed(home, 1)
  })

  it('lets a running review end when it is stopped', async () => {
    const home = await homeWith('weekly')
    await generateDeals(200_000, join(home, 'deals.csv'))
    await done(home, 'run-now', 'weekly', '--queue')
    const daemon = start(home)
    await daemon.logged('run-started')
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    expect(runsIn(home)).toMatchObject([{status: 'completed'}])
  })

  it('cancels a running review and a waiting one', async () => {
    const home = await homeWith('weekly', 'other')
    await generateDeals(300_000, join(home, 'deals.csv'))
    const other = JSON.parse(await done(home, 'run-now', 'other', '--queue', '--json'))
    await done(home, 'cancel', other.run.id)
    expect(runsIn(home)).toMatchObject([{status: 'cancelled'}])
    await done(home, 'run-now', 'weekly', '--queue')
    const daemon = start(home)
    const {runId} = await daemon.logged('run-started')
    await done(home, 'cancel', String(runId))
    await until(() => runsIn(home).every(({status}) => status === 'cancelled'), 'two cancelled runs')
  })

  it('pauses a review that cannot be read, and runs the others', async () => {
    const home = await homeWith('cron', 'zone', 'connection', 'sound')
    changeIn(home, "UPDATE scheduled_reviews SET schedule = '61 * * * *' WHERE name = 'cron'")
    changeIn(home, "UPDATE scheduled_reviews SET timezone_canonical = 'Mars/Base' WHERE name = 'zone'")
    addedAgo(home, 3_600_000)
    const daemon = start(home)
    await completed(home, 1)
    await done(home, 'status')
    const listed: {name: string; isActive: boolean; pausedReason: string | null}[] = JSON.parse(
      await done(home, 'list', '--json'),
    )
    expect(listed.map(({name, isActive}) => [name, isActive])).toEqual([
      ['connection', true],
      ['cron', false],
      ['sound', true],
      ['zone', false],
    ])
    expect(listed.find(({name}) => name === 'cron')!.pausedReason).toContain('quarantined')
    daemon.kill('SIGTERM')
    await daemon.ended
  })

  it('reads its configuration again at SIGHUP, and keeps the old one when the new one is wrong', async () => {
    const home = await homeWith()
    const daemon = start(home)
    await daemon.logged('daemon-started')
    writeFileSync(join(home, 'config.yaml'), 'concurrency: 7\nlogLevel: info\n')
    daemon.kill('SIGHUP')
    expect(await daemon.logged('config-reloaded')).toMatchObject({concurrency: 7})
    writeFileSync(join(home, 'config.yaml'), 'concurrency: 1\n')
    daemon.kill('SIGHUP')
    expect(JSON.stringify(await daemon.logged('config-refused'))).toContain('from 2 to 64')
    rmSync(join(home, 'config.yaml'))
    await done(home, 'status')
  })

  it('stops in words when its database file is taken away', async () => {
    const home = await homeWith('weekly')
    const daemon = start(home)
    await daemon.logged('daemon-started')
    renameSync(join(home, 'revsched.db'), join(home, 'elsewhere.db'))
    writeFileSync(join(home, 'revsched.db'), '')
    const {code, stderr} = await daemon.ended
    expect(code).toBe(10)
    expect(stderr).toContain('removed or replaced')
  })

  it('starts nothing twice after it was stopped for longer than its leases', async () => {
    const home = await homeWith('weekly')
    await generateDeals(300_000, join(home, 'deals.csv'))
    await done(home, 'run-now', 'weekly', '--queue')
    const daemon = start(home)
    await daemon.logged('run-started')
    daemon.kill('SIGSTOP')
    await pause(9000)
    daemon.kill('SIGCONT')
    await completed(home, 1)
    expect(runsIn(home).length).toBe(1)
    expect(daemon.log().some(({event}) => event === 'clock-step')).toBe(false)
  })
})
