import {readdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import Database from 'better-sqlite3'
import {describe, expect, it, type TestContext} from 'vitest'
import {occurrencesOf} from '../../src/domain/schedule/occurrences.js'
import {type LedgerRow, ownDaemonFolder, until} from '../support/daemon-folder.js'
import {changeIn, rowsIn} from '../support/due-now.js'
import {canFakeTime, fastClock, settableClock, withVariables} from '../support/faults.js'
import {revsched} from '../support/program.js'

// Clocks that are set, nights on which they are put forward and back, days without a daemon: the built program under faketime.

/** How many times as fast as the real clock the nights pass; `REVSCHED_CLOCK_SPEED=60` is the long form. */
const speed = Number(process.env.REVSCHED_CLOCK_SPEED ?? 1000)

/** The folder of one test: most of them wait most of the time, and do so side by side. */
function folderOf(context: TestContext) {
  const place = ownDaemonFolder(context)
  return {
    ...place,
    async add(name: string, schedule: string, ...flags: string[]): Promise<void> {
      const fixed = ['--connection', 'emea', '--schedule', schedule]
      await place.done('add', name, ...fixed, ...flags)
    },
    /** As if all reviews had been added at that instant, and nothing decided since. */
    addedAt(instant: string): void {
      const at = Date.parse(instant)
      const sql = 'UPDATE scheduled_reviews SET created_at = @at, cursor = @at, next_run_at = @at'
      changeIn(place.home, sql.replaceAll('@at', `${at}`))
    },
    /** Until then nothing is due any more. */
    nextDueMs: () =>
      rowsIn<{at: number}>(place.home, 'SELECT min(next_run_at) AS at FROM scheduled_reviews')[0]!.at,
    /** `13:00 missed superseded`, oldest first. */
    async storyOf(name: string): Promise<string[]> {
      const shown: Shown[] = JSON.parse(await place.done('history', name, '--json', '--limit', '1000'))
      return shown
        .filter(({scheduledFor}) => scheduledFor !== null)
        .map(({scheduledFor, status, trigger, errorCode}) =>
          [scheduledFor!.slice(11, 16), status, errorCode ?? trigger].join(' '),
        )
        .sort()
    },
    /** A run that a person asks for: when it is completed, the daemon has been awake. */
    async askedFor(name: string, clock: NodeJS.ProcessEnv): Promise<void> {
      const command = ['run-now', name, '--queue', '--wait', '--json']
      const {stdout} = await revsched(place.home, command, withVariables(clock))
      expect(JSON.parse(stdout)).toMatchObject({run: {status: 'completed', trigger: 'manual'}})
    },
  }
}

type Folder = ReturnType<typeof folderOf>

const isOpen = ({status}: LedgerRow) => status === 'queued' || status === 'running'

type Shown = {
  status: string
  trigger: string
  scheduledFor: string | null
  errorCode: string | null
  missedCount: number | null
}

describe.skipIf(!canFakeTime)('a clock that is set (needs the package faketime)', {concurrent: true}, () => {
  it('forward and back: each occurrence has one record, and each step is told', async context => {
    const place = folderOf(context)
    const clock = settableClock(place.home)
    await place.connect('emea')
    for (const catchUp of ['latest', 'all', 'none'])
      await place.add(`with-${catchUp}`, '0 * * * *', '--timezone', 'UTC', '--catch-up', catchUp)
    place.addedAt('2026-03-05T11:30:00Z')
    clock.set('2026-03-05T11:59:58Z')
    const daemon = place.start({env: clock.env})
    const steps = () => daemon.log().filter(({event}) => event === 'clock-step').length
    const settled = (name: string, rows: number) =>
      until(name, () => {
        const ledger = place.ledger().filter(({trigger}) => trigger !== 'manual')
        return ledger.length >= rows && !ledger.some(isOpen)
      })
    await settled('the runs of 12:00', 3)

    clock.set('2026-03-05T15:30:00Z')
    await settled('what is due until 15:30', 12)

    clock.set('2026-03-05T12:59:58Z')
    await place.askedFor('with-none', clock.env)
    expect(steps()).toBe(2)
    await until('13:00 for the second time', () => clock.now() > new Date('2026-03-05T13:00:01Z'))
    await place.askedFor('with-none', clock.env)

    clock.set('2026-03-05T15:59:58Z')
    await settled('the runs of 16:00', 15)
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)

    const on = (hour: number) => `${hour}:00 completed schedule`
    expect({
      latest: await place.storyOf('with-latest'),
      all: await place.storyOf('with-all'),
      none: await place.storyOf('with-none'),
    }).toEqual({
      latest: [
        on(12),
        '13:00 missed superseded',
        '14:00 missed superseded',
        '15:00 completed catch-up',
        on(16),
      ],
      all: [
        on(12),
        '13:00 completed catch-up',
        '14:00 completed catch-up',
        '15:00 completed catch-up',
        on(16),
      ],
      none: [
        on(12),
        '13:00 missed catch-up-off',
        '14:00 missed catch-up-off',
        '15:00 missed catch-up-off',
        on(16),
      ],
    })
    const events = rowsIn<{by: number}>(
      place.home,
      "SELECT detail ->> 'byMs' AS 'by' FROM events WHERE kind = 'clock-step' ORDER BY id",
    )
    expect(events.map(({by}) => Math.sign(by))).toEqual([1, -1, 1])
    await place.expectSound()
  })
})

describe.skipIf(!canFakeTime)('six in the evening (needs the package faketime)', {concurrent: true}, () => {
  it('in two zones: each of them starts at its own instant, and the other one waits', async context => {
    const place = folderOf(context)
    const clock = settableClock(place.home)
    await place.connect('emea')
    for (const city of ['Kathmandu', 'Kolkata'])
      await place.add(city, '0 18 * * *', '--timezone', `Asia/${city}`)
    place.addedAt('2026-03-05T12:00:00Z')
    clock.set('2026-03-05T12:14:57Z')
    const daemon = place.start({env: clock.env})
    await daemon.logged('daemon-started')
    const instants = ['2026-03-05T12:15:00Z', '2026-03-05T12:30:00Z', '2026-03-06T12:15:00Z']
    for (const [count, instant] of instants.entries()) {
      clock.set(new Date(Date.parse(instant) - 2000).toISOString())
      await place.askedFor('Kolkata', clock.env)
      await until(instant, () => ran(place).length > count && !place.ledger().some(isOpen))
      expect(ran(place)).toHaveLength(count + 1)
    }
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    expect(ran(place)).toEqual([
      {review: 'Kathmandu', at: '2026-03-05T12:15:00.000Z', lateMs: expect.any(Number)},
      {review: 'Kolkata', at: '2026-03-05T12:30:00.000Z', lateMs: expect.any(Number)},
      {review: 'Kathmandu', at: '2026-03-06T12:15:00.000Z', lateMs: expect.any(Number)},
    ])
    // Two seconds before, the clock was set, which a daemon notices within five; a slow machine may take longer once.
    const late = ran(place).map(({lateMs}) => lateMs)
    expect(late.every(ms => ms >= 0)).toBe(true)
    expect(late.sort((one, other) => one - other)[1]).toBeLessThan(4000)
  })

  /** The runs of that time, as the schedule started them. */
  function ran(place: Folder): {review: string; at: string; lateMs: number}[] {
    type Row = {review_name: string; scheduled_for: number; started_at: number}
    const sql =
      "SELECT review_name, scheduled_for, started_at FROM review_runs WHERE trigger = 'schedule' AND started_at IS NOT NULL ORDER BY scheduled_for"
    return rowsIn<Row>(place.home, sql).map(({review_name, scheduled_for, started_at}) => ({
      review: review_name,
      at: new Date(scheduled_for).toISOString(),
      lateMs: started_at - scheduled_for,
    }))
  }
})

describe.skipIf(!canFakeTime)('a retry that waits (needs the package faketime)', {concurrent: true}, () => {
  /** A run that was tried at 12:00 and is to be tried again at 12:10. */
  async function putOff(place: Folder, clock: ReturnType<typeof settableClock>) {
    await place.connect('emea')
    await place.add('weekly', '0 6 1 1 *', '--timezone', 'UTC')
    clock.set('2026-03-05T12:00:00Z')
    const {stdout} = await revsched(place.home, ['run-now', 'weekly', '--queue'], withVariables(clock.env))
    expect(stdout).toContain('queued')
    const until = Date.parse('2026-03-05T12:10:00Z')
    changeIn(
      place.home,
      `UPDATE review_runs SET queued_at = ${until}, error_code = 'source-failed', retry_count = 1`,
    )
  }

  const waitsFor = (place: Folder) => {
    const [run] = rowsIn<{queued_at: number}>(place.home, 'SELECT queued_at FROM review_runs')
    return new Date(run!.queued_at).toISOString().slice(11, 16)
  }

  it('waits no longer when the clock goes back', async context => {
    const place = folderOf(context)
    const clock = settableClock(place.home)
    await putOff(place, clock)
    const daemon = place.start({env: clock.env})
    await daemon.logged('daemon-started')
    clock.set('2026-03-05T10:00:00Z')
    await daemon.logged('clock-step')
    await until('its time', () => waitsFor(place) === '10:10' || waitsFor(place) === '10:09')
    clock.set('2026-03-05T10:10:01Z')
    await until('its end', () => place.ledger().every(({status}) => status === 'completed'))
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
  })

  it('waits no longer when the clock goes back while no daemon runs', async context => {
    const place = folderOf(context)
    const clock = settableClock(place.home)
    await putOff(place, clock)
    const first = place.start({env: clock.env})
    await first.logged('daemon-started')
    first.kill('SIGTERM')
    await first.ended
    clock.set('2026-03-05T10:00:00Z')
    const second = place.start({env: clock.env})
    expect(await second.logged('clock-step')).toMatchObject({byMs: expect.closeTo(-7_200_000, -5)})
    await until('its time', () => waitsFor(place) === '10:10' || waitsFor(place) === '10:09')
    const {stdout} = await revsched(place.home, ['status', '--json'], withVariables(clock.env))
    expect(JSON.parse(stdout)).toMatchObject({daemon: {isAlive: true, pid: second.pid}})
  })
})

describe.skipIf(!canFakeTime)('the work of a day (needs the package faketime)', {concurrent: true}, () => {
  it('ten minutes after the start: old runs go, and then a backup is made where one is wanted', async context => {
    const place = folderOf(context)
    const config = join(place.home, 'config.yaml')
    await place.connect('emea')
    await place.add('weekly', '0 6 1 1 *', '--timezone', 'UTC')
    for (let run = 0; run < 3; run++) await place.done('run-now', 'weekly')
    changeIn(place.home, 'UPDATE review_runs SET created_at = ?', Date.now() - 401 * 86_400_000)
    writeFileSync(config, 'backupFolder: config.yaml/below-a-file\n')
    const daemon = place.start({env: fastClock(new Date().toISOString(), 200)})
    expect(await daemon.logged('history-pruned')).toMatchObject({runs: 2})
    expect(await daemon.logged('backup-failed')).toMatchObject({level: 'error'})
    const state = () => JSON.parse(rowsIn<{state: string}>(place.home, 'SELECT state FROM daemons')[0]!.state)
    // The clock of this daemon is far ahead, which is a problem of its own.
    const problems = async () => {
      const {stdout} = await revsched(place.home, ['status', '--json'])
      return JSON.parse(stdout).problems.map(({message}: {message: string}) => message)
    }
    await until('what is wrong in its state', () => state().backup?.problem)
    const told = expect.stringContaining('the daily backup fails: cannot use the folder')
    expect(await problems()).toContainEqual(told)

    writeFileSync(config, 'backupFolder: backups\nbackupsKept: 2\n')
    daemon.kill('SIGHUP')
    const {path} = await daemon.logged('backup-made')
    expect(readdirSync(join(place.home, 'backups')).map(name => join(place.home, 'backups', name))).toEqual([
      path,
    ])
    const copy = new Database(String(path), {readonly: true})
    expect(copy.prepare('SELECT count(*) FROM review_runs').pluck().get()).toBe(1)
    copy.close()
    await until('the backup in its state', () => state().backup?.path === path)
    expect(await problems()).not.toContainEqual(told)
    const {stdout} = await revsched(place.home, ['status'])
    expect(stdout).toMatch(/^backup {5}made .* as .*\.bak$/m)
    await place.expectSound()
  })
})

// One after the other: while they pass so fast, a moment without a core is a quarter of an hour.
describe.skipIf(!canFakeTime)('a night in New York (needs the package faketime)', () => {
  const zone = 'America/New_York'
  const schedules = {gap: '30 2 * * *', overlap: '30 1 * * *', pattern: '*/30 * * * *'}

  it.for([
    {
      name: 'in spring, 02:00 to 03:00',
      from: '2026-03-08T06:25:00Z',
      until: '2026-03-08T07:05:00Z',
      due: {gap: ['07:00'], overlap: ['06:30'], pattern: ['06:30', '07:00']},
    },
    {
      name: 'in autumn, 02:00 to 01:00',
      from: '2026-11-01T05:25:00Z',
      until: '2026-11-01T07:35:00Z',
      due: {
        gap: ['07:30'],
        overlap: ['05:30'],
        pattern: ['05:30', '06:00', '06:30', '07:00', '07:30'],
      },
    },
  ])(`$name, runs at exactly the instants that are due, ${speed} times as fast`, async (night, context) => {
    const place = folderOf(context)
    await place.connect('emea')
    for (const [name, schedule] of Object.entries(schedules))
      await place.add(
        name,
        schedule,
        '--timezone',
        zone,
        '--catch-up',
        'all',
        '--overlap',
        'queue',
        '--timeout',
        '1d',
      )
    place.addedAt(night.from)
    // A day of this clock: a slow machine has a few minutes for a review.
    const daemon = place.start({env: fastClock(night.from, speed)})
    const end = Date.parse(night.until)
    await until('the morning', () => place.nextDueMs() > end && !place.ledger().some(isOpen))
    // Its exit code tells nothing here: the two seconds in which its threads may end are over at once by such a clock.
    daemon.kill('SIGTERM')
    await daemon.ended
    const ran = (name: string) =>
      place
        .ledger()
        .filter(run => run.review_name === name && run.status === 'completed' && run.scheduled_for! <= end)
        .map(({scheduled_for}) => new Date(scheduled_for!).toISOString())
    for (const [name, schedule] of Object.entries(schedules)) {
      const due = occurrencesOf(schedule, zone).list(new Date(night.from), 20)
      const expected = due.filter(at => at.getTime() <= end).map(at => at.toISOString())
      expect({name, at: ran(name)}).toEqual({name, at: expected})
      expect(expected.map(at => at.slice(11, 16))).toEqual(night.due[name as keyof typeof schedules])
    }
    await place.expectSound()
  })
})

describe('three days without a daemon', {concurrent: true}, () => {
  it('leave a record of every minute, in ranges', async context => {
    const place = folderOf(context)
    await place.connect('emea')
    for (const catchUp of ['latest', 'none'])
      await place.add(`with-${catchUp}`, '* * * * *', '--timezone', 'UTC', '--catch-up', catchUp)
    const days = 3 * 86_400_000
    const lastSeen = Date.now() - days
    place.addedAt(new Date(lastSeen).toISOString())
    const daemon = place.start()
    await until('all is decided', () => place.nextDueMs() > lastSeen + days && !place.ledger().some(isOpen))
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    for (const name of ['with-latest', 'with-none']) {
      const rows = place.ledger().filter(({review_name}) => review_name === name)
      const instants = rows.flatMap(instantsOf)
      expect(instants).toEqual(
        occurrencesOf('* * * * *', 'UTC').list(new Date(lastSeen), instants.length).map(Number),
      )
      expect(instants.filter(at => at <= lastSeen + days).length).toBe(4320)
      expect(rows.length).toBeLessThan(20)
    }
    await place.expectSound()
  })

  /** Every minute that a row stands for. */
  function instantsOf({scheduled_for: from, range_until: to, missed_count: count}: LedgerRow): number[] {
    const instants: number[] = []
    for (let at = from!; at <= (to ?? from!); at += 60_000) instants.push(at)
    expect(instants.length).toBe(count ?? 1)
    return instants
  }
})
