import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {Sqlite, storedAt, storeFolder, withReview} from '../support/a-store.js'

const place = storeFolder()

describe('waiting for another process that holds the lock', () => {
  it('leaves the event loop free: timers ring while a write waits', async () => {
    const database = await place.open()
    const lock = new Sqlite(place.path)
    lock.exec('BEGIN IMMEDIATE')
    const written = database.ensureUser('bea', 'team')
    const lags: number[] = []
    for (let look = 0; look < 40; look++) {
      const askedAt = performance.now()
      await pause(20)
      lags.push(performance.now() - askedAt - 20)
    }
    lock.exec('COMMIT')
    lock.close()
    expect((await written).name).toBe('bea')
    // The median: how busy the machine is must not decide.
    expect(lags.sort((a, b) => a - b)[20]!).toBeLessThan(40)
    expect(lags.filter(ms => ms > 200).length).toBeLessThan(3)
  })
})

describe('the lock of a login', () => {
  it.each([
    ['is not taken from who got it while another one waited to write', 1, 'other#1'],
    ['is taken from who got it by a clock that has been set back since', -1, null],
  ])('%s', async (_, byMs, expected) => {
    const database = await place.open()
    const {connection} = await withReview(database)
    let nowMs = storedAt.getTime()
    const lock = {now: () => new Date(nowMs), forMs: 90_000}
    const writer = new Sqlite(place.path)
    writer.exec('BEGIN IMMEDIATE')
    const waiting = database.lockLogin(connection.id, {...lock, owner: 'ours#1'})
    await pause(50)
    writer
      .prepare(
        'INSERT INTO login_locks (crm_connection_id, owner, expires_at, created_at) VALUES (?, ?, ?, ?)',
      )
      .run(connection.id, 'other#1', nowMs + 90_000, nowMs + 1)
    nowMs += 1 + byMs
    writer.exec('COMMIT')
    writer.close()
    expect(await waiting).toBe(expected)
  })
})
