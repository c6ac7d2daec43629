import {copyFileSync, existsSync, rmSync, unlinkSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {daemonFolder, until} from '../support/daemon-folder.js'
import type {DaemonProcess} from '../support/daemon-process.js'
import {addedAgo, changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {revsched, sampleFile} from '../support/program.js'

// The built program as a daemon, in real processes on real files. Every daemon is killed after its test.

const place = daemonFolder()

const start = (args: readonly string[] = []) => place.start({args})

/** The sample connected as `emea`, and a review of it for each name, due every hour. */
async function withReviews(...names: string[]): Promise<void> {
  const path = join(place.home, 'deals.csv')
  copyFileSync(sampleFile, path)
  await place.done('connection', 'add', 'file', 'emea', '--path', path)
  for (const name of names)
    await place.done('add', name, '--connection', 'emea', '--schedule', hourlyFarFromNow, '--timezone', 'UTC')
}

type RunRow = {id: string; status: string; review_name: string; trigger: string; error_code: string | null}

type HistoryRow = {reviewName: string; status: string; errorCode: string | null; errorMessage: string | null}

const storedRuns = () =>
  rowsIn<RunRow & {created_at: number; retry_count: number; crash_count: number; fence: number}>(
    place.home,
    'SELECT * FROM review_runs ORDER BY created_at, rowid',
  )

const completed = (count: number) =>
  until(`${count} completed runs`, () => {
    const runs = storedRuns().filter(({status}) => status === 'completed')
    return runs.length >= count && runs
  })

/** A daemon that has just begun to review so many deals, which takes it a second or more. */
async function reviewingMany(deals: number, args: readonly string[] = []): Promise<DaemonProcess> {
  await generateDeals(deals, join(place.home, 'deals.csv'))
  await place.done('run-now', 'weekly', '--queue')
  const daemon = start(args)
  await daemon.logged('run-started')
  return daemon
}

/** In its threads, no deal is read before that file is there. */
function waitingFor(go: string): NodeJS.ProcessEnv {
  return place.patchingThreads(`const {open} = fs.promises
    fs.promises.open = async (...given) => {
      while (!fs.existsSync(${JSON.stringify(go)})) await new Promise(done => setTimeout(done, 20))
      return open(...given)
    }`)
}

const leaseOf = (id: string) =>
  rowsIn<{lease_expires_at: number}>(
    place.home,
    'SELECT lease_expires_at FROM review_runs WHERE id = ?',
    id,
  )[0]!.lease_expires_at

describe('a daemon', () => {
  it('runs what is due, catches up the latest missed time, and writes down the others', async () => {
    await withReviews('weekly')
    addedAgo(place.home, 3 * 3_600_000)
    const daemon = start()
    await completed(1)
    const runs = storedRuns()
    expect(runs.filter(({status}) => status === 'completed')).toMatchObject([{review_name: 'weekly'}])
    expect(runs.filter(({status}) => status === 'missed').length).toBe(runs.length - 1)
    expect(runs.length).toBeGreaterThanOrEqual(3)
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: 0, signal: null})
  })

  it('plans anew after zone data has changed, and lists at its start what moved', async () => {
    await withReviews('weekly')
    const dueAt = () => rowsIn<{due: number}>(place.home, 'SELECT next_run_at AS due FROM scheduled_reviews')
    const {due} = dueAt()[0]!
    changeIn(place.home, 'UPDATE scheduled_reviews SET next_run_at = next_run_at + 3600000')
    changeIn(
      place.home,
      "INSERT INTO daemons VALUES ('before', 'box', 1, 'boot', 'box:boot:1:1', '1.0.0', '1970a', 1, 1, 1, '{}', 1)",
    )
    const daemon = start()
    await daemon.logged('daemon-started')
    const moved = [due + 3_600_000, due].map(ms => new Date(ms).toISOString())
    expect(await daemon.logged('replanned')).toMatchObject({
      review: 'weekly',
      message: `"weekly": next run ${moved[0]} became ${moved[1]}`,
    })
    const {events} = JSON.parse(await place.done('status', '--json'))
    expect(events).toContainEqual({
      kind: 'zone-data-changed',
      at: expect.any(String),
      detail: {
        before: '1970a',
        after: expect.any(String),
        changed: [{name: 'weekly', before: moved[0], after: moved[1]}],
      },
    })
    expect(dueAt()).toEqual([{due}])
  })

  it('notices what other processes write long before it would look by itself', async () => {
    await withReviews()
    const daemon = start()
    await daemon.logged('daemon-started')
    const delays: number[] = []
    for (const name of ['a', 'b', 'c']) {
      await place.done('add', name, '--connection', 'emea', '--schedule', '0 6 * * *', '--timezone', 'UTC')
      const dayMs = 86_400_000
      const sql =
        'UPDATE scheduled_reviews SET cursor = cursor - ?, next_run_at = next_run_at - ? WHERE name = ?'
      changeIn(place.home, sql, dayMs, dayMs, name)
      const writtenAtMs = Date.now()
      const run = await until('its run', () => storedRuns().find(({review_name}) => review_name === name))
      delays.push(run.created_at - writtenAtMs)
    }
    // The middle one of three: a machine may stand still for a moment. By itself it would look five seconds after the last run.
    expect(delays.sort((one, other) => one - other)[1]).toBeLessThan(2500)
  })

  it('runs what another command adds and leaves to it', async () => {
    await withReviews()
    const daemon = start()
    await daemon.logged('daemon-started')
    await place.done('add', 'late', '--connection', 'emea', '--schedule', '0 6 * * 1', '--timezone', 'UTC')
    const {stdout} = await revsched(place.home, ['run-now', 'late', '--queue', '--wait', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({run: {status: 'completed', trigger: 'manual', priority: 10}})
    const status = JSON.parse(await place.done('status', '--json'))
    expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true, pid: daemon.pid}})
  })

  it('lets running reviews end when it hears the same SIGTERM twice, as from timeout(1)', async () => {
    await withReviews('weekly')
    const daemon = await reviewingMany(200_000)
    daemon.kill('SIGTERM')
    await pause(50)
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: 0, signal: null})
    expect(storedRuns()).toMatchObject([{status: 'completed'}])
  })

  it('ends at once when it is told to stop a second time', async () => {
    await withReviews('weekly')
    const daemon = await reviewingMany(200_000)
    daemon.kill('SIGTERM')
    await daemon.logged('daemon-draining')
    await pause(400)
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: null, signal: 'SIGTERM'})
    expect(storedRuns()).toMatchObject([{status: 'running'}])
  })

  it('refuses to start a second time on one database, naming the first', async () => {
    await withReviews()
    const daemon = start()
    await daemon.logged('daemon-started')
    const {code, stderr} = await start().ended
    const [{started_at: since}] = rowsIn<{started_at: number}>(
      place.home,
      'SELECT started_at FROM daemons',
    ) as [{started_at: number}]
    expect(code).toBe(8)
    expect(stderr).toContain(`: pid ${daemon.pid} on "${hostname()}", since ${new Date(since).toISOString()}`)
  })

  it('lives once, when twenty are started at once with runs that are due: each runs once', async () => {
    await withReviews('weekly', 'other')
    for (const name of ['weekly', 'other']) await place.done('edit', name, '--catch-up', 'all')
    addedAgo(place.home, 3.25 * 3_600_000)
    const all = Array.from({length: 20}, () => start())
    const codes: (number | null)[] = []
    for (const {ended} of all) void ended.then(({code}) => codes.push(code))
    await until('19 daemons that ended', () => codes.length === 19)
    expect(codes).toEqual(Array.from({length: 19}, () => 8))
    await completed(6)
    const runs = place.ledger()
    expect(runs.length).toBe(6)
    expect(new Set(runs.map(run => `${run.review_name} ${run.scheduled_for}`)).size).toBe(runs.length)
    expect(runs.every(({analyses}) => analyses === 1)).toBe(true)
    // Claimed once each, and by one.
    expect(storedRuns().every(({fence, crash_count}) => fence === 1 && crash_count === 0)).toBe(true)
    const told = () => all.flatMap(daemon => daemon.log().filter(({event}) => event === 'run-completed'))
    await until('all that is told', () => told().length >= runs.length)
    expect(new Set(told().map(({runId}) => runId)).size).toBe(told().length)
    expect(rowsIn(place.home, 'SELECT pid FROM daemons').length).toBe(1)
  })

  it('runs a queued key once, however often it is asked for', async () => {
    await withReviews('weekly')
    const first = JSON.parse(await place.done('run-now', 'weekly', '--queue', '--key', 'k', '--json'))
    const again = JSON.parse(await place.done('run-now', 'weekly', '--queue', '--key', 'k', '--json'))
    expect(again.run.id).toBe(first.run.id)
    start()
    await completed(1)
    expect(storedRuns().length).toBe(1)
  })

  it('retries the run of a process that was killed, and completes it', async () => {
    await withReviews('weekly')
    const first = await reviewingMany(300_000)
    first.kill('SIGKILL')
    await first.ended
    expect(storedRuns()).toMatchObject([{status: 'running'}])
    start()
    expect(await completed(1)).toMatchObject([{crash_count: 1, error_code: null}])
  })

  it('gives a run up that took its process down three times', async () => {
    await withReviews('weekly', 'other')
    await generateDeals(300_000, join(place.home, 'deals.csv'))
    await place.done('run-now', 'weekly', '--queue')
    for (let time = 0; time < 3; time++) {
      const daemon = start()
      await daemon.logged('run-started')
      daemon.kill('SIGKILL')
      await daemon.ended
    }
    const daemon = start()
    await until('a failed run', () => storedRuns()[0]?.status === 'failed')
    expect(storedRuns()).toMatchObject([{error_code: 'poisoned', crash_count: 3}])
    await place.done('run-now', 'other', '--queue')
    await completed(1)
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('hands a running review back when it is stopped, which takes none of its attempts', async () => {
    await withReviews('weekly')
    const daemon = await reviewingMany(300_000, ['--grace', '0s'])
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    expect(storedRuns()).toMatchObject([{status: 'queued', retry_count: 0, crash_count: 0}])
    start()
    await completed(1)
  })

  it('lets a running review end when Ctrl-C stops it', async () => {
    await withReviews('weekly')
    const daemon = await reviewingMany(200_000)
    daemon.kill('SIGINT')
    expect((await daemon.ended).code).toBe(0)
    expect(daemon.log().map(({event}) => event)).toContain('daemon-draining')
    expect(storedRuns()).toMatchObject([{status: 'completed'}])
  })

  it('cancels a running review and a waiting one', async () => {
    await withReviews('weekly', 'other')
    await generateDeals(300_000, join(place.home, 'deals.csv'))
    const other = JSON.parse(await place.done('run-now', 'other', '--queue', '--json'))
    await place.done('cancel', other.run.id)
    expect(storedRuns()).toMatchObject([{status: 'cancelled'}])
    await place.done('run-now', 'weekly', '--queue')
    const daemon = start()
    const {runId} = await daemon.logged('run-started')
    await place.done('cancel', String(runId))
    await until('two cancelled runs', () => storedRuns().every(({status}) => status === 'cancelled'))
  })

  it('pauses a review that cannot be read, fails one whose connection cannot be, and runs the others', async () => {
    await withReviews('cron', 'zone', 'connection', 'sound')
    await place.connect('damaged')
    await place.done('edit', 'connection', '--connection', 'damaged')
    changeIn(place.home, "UPDATE scheduled_reviews SET schedule = '61 * * * *' WHERE name = 'cron'")
    changeIn(place.home, "UPDATE scheduled_reviews SET timezone_canonical = 'Mars/Base' WHERE name = 'zone'")
    changeIn(place.home, "UPDATE crm_connections SET settings = '{' WHERE name = 'damaged'")
    addedAgo(place.home, 3_600_000)
    const daemon = start()
    await completed(1)
    await until('the end of all', () => storedRuns().every(({status}) => !/queued|running/.test(status)))
    const status = JSON.parse(await place.done('status', '--json'))
    expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true}})
    const listed: {name: string; isActive: boolean; pausedReason: string | null}[] = JSON.parse(
      await place.done('list', '--json'),
    )
    expect(listed.map(({name, isActive}) => [name, isActive])).toEqual([
      ['connection', true],
      ['cron', false],
      ['sound', true],
      ['zone', false],
    ])
    for (const name of ['cron', 'zone'])
      expect(listed.find(one => one.name === name)!.pausedReason).toContain('quarantined')
    const history: HistoryRow[] = JSON.parse(await place.done('history', '--json'))
    const ends = history.map(({reviewName, status, errorCode}) => [reviewName, status, errorCode])
    expect(ends.filter(([, status]) => status !== 'missed').sort()).toEqual([
      ['connection', 'failed', 'config'],
      ['sound', 'completed', null],
    ])
    expect(history.find(run => run.reviewName === 'connection')!.errorMessage).toContain('cannot be read')
    const {code, stdout} = await revsched(place.home, ['doctor', '--json'])
    expect(code).toBe(11)
    const wrong = JSON.parse(stdout).checks.filter(({isOk}: {isOk: boolean}) => !isOk)
    expect(wrong.map(({name}: {name: string}) => name).sort()).toEqual(['cron', 'damaged', 'zone'])
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('reads its configuration again at SIGHUP, and keeps the old one when the new one is wrong', async () => {
    await withReviews()
    const daemon = start()
    await daemon.logged('daemon-started')
    writeFileSync(join(place.home, 'config.yaml'), 'concurrency: 7\nlogLevel: info\n')
    daemon.kill('SIGHUP')
    expect(await daemon.logged('config-reloaded')).toMatchObject({concurrency: 7})
    await until('the new number in what status reads', () =>
      rowsIn<{state: string}>(place.home, 'SELECT state FROM daemons').some(
        ({state}) => JSON.parse(state).concurrency === 7,
      ),
    )
    writeFileSync(join(place.home, 'config.yaml'), 'concurrency: 1\n')
    daemon.kill('SIGHUP')
    expect(JSON.stringify(await daemon.logged('config-refused'))).toContain('from 2 to 64')
    rmSync(join(place.home, 'config.yaml'))
    await place.done('status')
  })

  it('stops in words when its database file is removed, and is not started again without one', async () => {
    await withReviews('weekly')
    const daemon = start()
    await daemon.logged('daemon-started')
    unlinkSync(join(place.home, 'revsched.db'))
    const {code, stderr} = await daemon.ended
    expect([code, stderr]).toEqual([10, expect.stringContaining('removed or replaced')])
    // As the unit of systemd does, which starts none again that ended with this.
    const next = await start().ended
    expect([next.code, next.stderr]).toEqual([5, expect.stringContaining('db-daemon-lock')])
    expect(existsSync(join(place.home, 'revsched.db'))).toBe(false)
  })

  it('drops what it has of a run that another one took over while it was stopped for longer than its lease', async () => {
    await withReviews('weekly')
    const first = await reviewingMany(300_000)
    first.kill('SIGSTOP')
    // It goes on with the file that it has open; the other one has less to do.
    unlinkSync(join(place.home, 'deals.csv'))
    copyFileSync(sampleFile, join(place.home, 'deals.csv'))
    const [run] = storedRuns()
    expect((await start().ended).code).toBe(8)
    await until('the end of its lease', () => leaseOf(run!.id) < Date.now())
    // The kernel keeps the lock for a process that is stopped. Only a hand takes it away, or a disk that has no locks.
    rmSync(join(place.home, 'revsched.db-daemon-lock'))
    const second = place.start({env: waitingFor(join(place.home, 'go'))})
    await second.logged('run-started')
    expect(storedRuns()).toMatchObject([{id: run!.id, status: 'running', crash_count: 1, fence: 3}])
    first.kill('SIGCONT')
    const end = await until('what the first says', () =>
      first.log().find(({event}) => event === 'run-lost' || event === 'run-completed'),
    )
    expect(end).toMatchObject({event: 'run-lost', runId: run!.id})
    expect(storedRuns()).toMatchObject([{status: 'running', fence: 3}])
    writeFileSync(join(place.home, 'go'), '')
    await second.logged('run-completed')
    expect(storedRuns()).toMatchObject([{status: 'completed', crash_count: 1, fence: 3}])
    expect(place.ledger()).toMatchObject([{analyses: 1}])
    expect(first.log().some(({event}) => event === 'run-completed')).toBe(false)
    expect(first.log().some(({event}) => event === 'clock-step')).toBe(false)
  })
})
