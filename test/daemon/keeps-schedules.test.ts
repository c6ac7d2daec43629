import {copyFileSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {type DaemonProcess, daemonIn} from '../support/daemon-process.js'
import {addedAgo, rowsIn} from '../support/due-now.js'
import {revsched, sampleFile} from '../support/program.js'

// What a new user does, in this order, in two terminals: the daemon runs in one, commands are typed in the other.

const zones = {'new-york': 'America/New_York', berlin: 'Europe/Berlin'} as const
/** Half an hour from now at least, in whatever zone: nothing is due by itself while this test runs. */
const minute = (new Date().getMinutes() + 30) % 60
const localDue = `06:${String(minute).padStart(2, '0')}`
const days = 3
const dayMs = 86_400_000

describe('a daemon in one terminal, commands in another', () => {
  let home = ''
  let daemon: DaemonProcess

  async function command(...args: string[]) {
    const {code, stdout, stderr} = await revsched(home, [...args, '--json'])
    if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code}: ${stderr}`)
    return JSON.parse(stdout)
  }

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'revsched-terminals-'))
    copyFileSync(sampleFile, join(home, 'deals.csv'))
    daemon = daemonIn(home)
    await daemon.logged('daemon-started')
  })
  afterAll(async () => {
    daemon.kill('SIGKILL')
    await daemon.ended
    rmSync(home, {recursive: true, force: true})
  })

  it('a schedule that is added is seen by next and by status', async () => {
    await command('connection', 'add', 'file', 'emea', '--path', join(home, 'deals.csv'))
    for (const [name, zone] of Object.entries(zones)) {
      const flags = ['--connection', 'emea', '--schedule', `${minute} 6 * * *`, '--timezone', zone]
      await command('add', name, ...flags, '--catch-up-window', `${days + 1}d`)
    }
    const next: {name: string; occurrences: {at: string; local: string}[]}[] = await command('next')
    const first = next.map(({occurrences}) => Date.parse(occurrences[0]!.at))
    for (const {name, occurrences} of next)
      for (const {at, local} of occurrences) {
        expect(localTime(Date.parse(at), zones[name as keyof typeof zones])).toBe(localDue)
        expect(local).toContain(`T${localDue}:00`)
      }
    expect(next.map(({name}) => name).sort()).toEqual(['berlin', 'new-york'])
    expect(first[0]).not.toBe(first[1])
    const status = await command('status')
    expect(status).toMatchObject({isHealthy: true, problems: [], daemon: {isAlive: true, pid: daemon.pid}})
    expect(Date.parse(status.queue.nextDueAt)).toBe(Math.min(...first))
  })

  it('a run that is queued is told in the log, in the history and by its report', async () => {
    const {run: queued} = await command('run-now', 'berlin', '--queue')
    expect(queued).toMatchObject({status: 'queued', reviewName: 'berlin', trigger: 'manual'})
    const started = await daemon.logged('run-started')
    expect(started).toMatchObject({level: 'info', runId: queued.id, review: 'berlin', attempt: 1})
    const completed = await daemon.logged('run-completed')
    expect(completed).toMatchObject({level: 'info', runId: queued.id, dealsAnalyzed: 185})
    const {run} = await until(async () => {
      const [stored] = await command('history', 'berlin')
      return stored.status === 'completed' && {run: stored}
    })
    const {healthScore, dealsAnalyzed, issuesFound} = completed
    expect(run).toMatchObject({id: queued.id, errorCode: null, healthScore, dealsAnalyzed, issuesFound})
    const {review} = await command('report', queued.id)
    expect(review.score).toBe(healthScore)
    expect(review.rules.length).toBeGreaterThan(10)
    expect(review.findings.length).toBe(issuesFound)
  })

  it('one cron line in two zones is due at its local time in each of them, and each time has one record', async () => {
    addedAgo(home, days * dayMs)
    for (const [name, zone] of Object.entries(zones)) {
      const records = await until(async () => {
        const all: Record[] = await command('history', name)
        const scheduled = all.filter(({scheduledFor}) => scheduledFor !== null)
        return scheduled.some(({status}) => status === 'completed') && scheduled
      })
      const instants = records.map(({scheduledFor}) => Date.parse(scheduledFor!))
      const [review] = rowsIn<{created_at: number; cursor: number}>(
        home,
        'SELECT created_at, cursor FROM scheduled_reviews WHERE name = ?',
        name,
      )
      expect(instants.sort((one, other) => one - other)).toEqual(
        dueTimes(zone, {after: review!.created_at, until: review!.cursor}),
      )
      const newest = records.filter(({scheduledFor}) => Date.parse(scheduledFor!) === instants.at(-1))
      expect(newest).toMatchObject([{status: 'completed', dealsAnalyzed: 185}])
      const others = records.filter(record => record !== newest[0])
      expect(others.map(({status, errorCode}) => [status, errorCode])).toEqual(
        others.map(() => ['missed', 'superseded']),
      )
    }
  })

  it('it goes when it is told to, and status says so', async () => {
    daemon.kill('SIGTERM')
    expect((await daemon.ended).code).toBe(0)
    const {code, stdout, stderr} = await revsched(home, ['status', '--json'])
    expect(code).toBe(11)
    expect(JSON.parse(stdout)).toMatchObject({isHealthy: false, daemon: {isAlive: false}})
    expect(JSON.parse(stderr)).toMatchObject({error: {code: 'unhealthy', message: 'the daemon is stopped'}})
  })
})

type Record = {
  status: string
  scheduledFor: string | null
  errorCode: string | null
  dealsAnalyzed: number | null
}

const formats = new Map(
  Object.values(zones).map(timeZone => [
    timeZone,
    new Intl.DateTimeFormat('en-GB', {timeZone, hour: '2-digit', minute: '2-digit'}),
  ]),
)

/** By Node alone, as a second opinion. */
function localTime(atMs: number, zone: (typeof zones)[keyof typeof zones]): string {
  return formats.get(zone)!.format(atMs)
}

function dueTimes(zone: (typeof zones)[keyof typeof zones], {after, until}: {after: number; until: number}) {
  const hourMs = 3_600_000
  const found: number[] = []
  for (let atMs = Math.floor(after / hourMs) * hourMs + minute * 60_000; atMs <= until; atMs += hourMs)
    if (atMs > after && localTime(atMs, zone) === localDue) found.push(atMs)
  return found
}

/** What other processes bring about. */
async function until<Value>(look: () => Promise<Value | false>): Promise<Value> {
  for (let left = 200; left > 0; left--) {
    const found = await look()
    if (found) return found
    await pause(50)
  }
  throw new Error('it never came')
}
