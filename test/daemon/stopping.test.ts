import {copyFileSync, renameSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import Database from 'better-sqlite3'
import {describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {shippedMigrations} from '../../src/store/migrate.js'
import {daemonFolder} from '../support/daemon-folder.js'
import {addedAgo, changeIn, hourlyFarFromNow, rowsIn} from '../support/due-now.js'
import {revsched, sampleFile} from '../support/program.js'

// What a daemon hears and does at its end, in real processes on real files.

const place = daemonFolder()
const database = () => join(place.home, 'revsched.db')

async function withReview(schedule: string, ...flags: string[]): Promise<void> {
  const path = join(place.home, 'deals.csv')
  copyFileSync(sampleFile, path)
  await place.done('connection', 'add', 'file', 'emea', '--path', path)
  const timing = ['--schedule', schedule, '--timezone', 'UTC', ...flags]
  await place.done('add', 'weekly', '--connection', 'emea', ...timing)
}

/** Copies of the only review, under other names. */
function copied(count: number): void {
  const file = new Database(database())
  const row = file.prepare<[], Record<string, unknown>>('SELECT * FROM scheduled_reviews').get()!
  const names = Object.keys(row)
  const insert = file.prepare(
    `INSERT INTO scheduled_reviews (${names.join(', ')}) VALUES (${names.map(name => `@${name}`).join(', ')})`,
  )
  file.transaction(() => {
    for (let copy = 1; copy <= count; copy++) insert.run({...row, id: `copy-${copy}`, name: `copy ${copy}`})
  })()
  file.close()
}

/** A daemon that has just begun a review of so many deals, which takes it seconds. */
async function reviewing(deals: number, args: readonly string[] = []) {
  await withReview(hourlyFarFromNow)
  await generateDeals(deals, join(place.home, 'deals.csv'))
  await place.done('run-now', 'weekly', '--queue')
  const daemon = place.start({args})
  await daemon.logged('run-started')
  return daemon
}

async function secondsUntilEnd(daemon: {ended: Promise<unknown>}): Promise<number> {
  const startedMs = performance.now()
  await daemon.ended
  return (performance.now() - startedMs) / 1000
}

describe('a daemon that is told to stop', () => {
  it('hears it while it decides what was missed for days, and stores what ends meanwhile', async () => {
    await withReview('* * * * *', '--catch-up', 'none')
    copied(1500)
    addedAgo(place.home, 3 * 86_400_000)
    const asked = ['run-now', 'weekly', '--queue', '--wait', '--json']
    const daemon = place.start({})
    await daemon.logged('daemon-started')
    const {stdout} = await revsched(place.home, asked)
    expect(JSON.parse(stdout)).toMatchObject({run: {status: 'completed'}})
    const undecided = 'SELECT count(*) AS count FROM scheduled_reviews WHERE next_run_at < ?'
    expect(rowsIn<{count: number}>(place.home, undecided, Date.now() - 60_000)[0]!.count).toBeGreaterThan(0)
    daemon.kill('SIGTERM')
    // A decision of some of the reviews that is under way, no more: all of them take half a minute.
    expect(await secondsUntilEnd(daemon)).toBeLessThan(5)
  })

  it.each([
    ['with nothing to do', 0],
    ['while a write waits', 1500],
  ])('is gone soon where another process keeps the database locked, %s', async (_, waitMs) => {
    await withReview(hourlyFarFromNow)
    const daemon = place.start({args: ['--grace', '0s']})
    await daemon.logged('daemon-started')
    if (waitMs > 0) await place.done('run-now', 'weekly', '--queue')
    const other = new Database(database())
    other.exec('BEGIN IMMEDIATE')
    await pause(waitMs)
    daemon.kill('SIGTERM')
    expect(await secondsUntilEnd(daemon)).toBeLessThan(5)
    other.exec('ROLLBACK')
    other.close()
    expect(daemon.log().map(({event}) => event)).toContain('storage-failed')
  })

  it('does not end at SIGHUP while it waits for running reviews', async () => {
    const daemon = await reviewing(200_000)
    daemon.kill('SIGTERM')
    await daemon.logged('daemon-draining')
    daemon.kill('SIGHUP')
    expect(await daemon.ended).toMatchObject({code: 0, signal: null})
    expect(rowsIn(place.home, 'SELECT status FROM review_runs')).toEqual([{status: 'completed'}])
  })

  it.each([
    [
      'the database file was taken away',
      () => renameSync(database(), join(place.home, 'elsewhere.db')),
      'the database file was removed or replaced while it was open',
    ],
    [
      'a newer program has migrated the database',
      () => changeIn(place.home, `PRAGMA user_version = ${shippedMigrations.latest + 1}`),
      `has version ${shippedMigrations.latest + 1}, revsched `,
    ],
  ])('tells no result that it cannot store, because %s', async (_, take, message) => {
    const daemon = await reviewing(200_000)
    take()
    const {code, stderr} = await daemon.ended
    expect([code, stderr]).toEqual([10, expect.stringContaining(message)])
    const events = daemon.log().map(({event}) => event)
    expect(events).toContain('daemon-stopped')
    expect(events).not.toContain('run-completed')
  })
})
