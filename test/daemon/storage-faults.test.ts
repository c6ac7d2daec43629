import {join} from 'node:path'
import Database from 'better-sqlite3'
import {describe, expect, it} from 'vitest'
import {generateDeals} from '../../bench/generate-deals.mjs'
import {daemonFolder, type LedgerRow, until} from '../support/daemon-folder.js'
import {changeIn} from '../support/due-now.js'

// Databases that take no writes while the built daemon works on them, and what it does when they take them again.

/** Beyond the 10 s for which a write waits; `REVSCHED_LOCK_SECONDS=30` is the long form. */
const lockMs = Number(process.env.REVSCHED_LOCK_SECONDS ?? 12) * 1000

const place = daemonFolder()

const isEnded = ({status}: LedgerRow) => status !== 'queued' && status !== 'running'

async function addHourly(name: string, connection: string): Promise<void> {
  const fixed = ['--schedule', '0 * * * *', '--timezone', 'UTC', '--catch-up', 'all']
  await place.done('add', name, '--connection', connection, ...fixed)
}

/** The review missed two hours and more, which the daemon notices so many milliseconds from now. */
function dueIn(ms: number): void {
  const from = Date.now() - 2.5 * 3_600_000
  changeIn(
    place.home,
    'UPDATE scheduled_reviews SET created_at = ?, cursor = ?, next_run_at = ?',
    from,
    from,
    Date.now() + ms,
  )
}

/** A review of so many deals that there is time to break something while it runs. */
async function connectLarge(name: string): Promise<void> {
  const path = await place.connect(name)
  await generateDeals(150_000, path)
}

describe('a database that another process locks', () => {
  it(`for ${lockMs / 1000} s while a review ends and others are due: nothing is lost`, async () => {
    await place.connect('emea')
    await connectLarge('large')
    await addHourly('hourly', 'emea')
    await addHourly('large', 'large')
    changeIn(place.home, "UPDATE scheduled_reviews SET is_active = 0 WHERE name = 'large'")
    const daemon = place.start()
    await place.done('run-now', 'large', '--queue')
    await daemon.logged('run-started')
    const holder = new Database(join(place.home, 'revsched.db'))
    dueIn(1000)
    holder.exec('BEGIN IMMEDIATE')
    const lockedAt = performance.now()
    await daemon.logged('run-completed')
    await daemon.logged('storage-failed')
    await until('the end of the lock', () => performance.now() - lockedAt >= lockMs)
    expect(place.ledger().map(({status}) => status)).toEqual(['running'])
    holder.exec('COMMIT')
    holder.close()
    await daemon.logged('storage-back')
    await until('all runs ended', () => {
      const runs = place.ledger()
      return runs.length >= 3 && runs.every(isEnded)
    })
    const runs = place.ledger()
    expect(runs.every(({status, crash_count}) => status === 'completed' && crash_count === 0)).toBe(true)
    expect(new Set(runs.map(({scheduled_for}) => scheduled_for)).size).toBe(runs.length)
    const status = JSON.parse(await place.done('status', '--json'))
    expect(status).toMatchObject({isHealthy: true, daemon: {isAlive: true}})
    await place.expectSound()
  })
})
