import {setTimeout as pause} from 'node:timers/promises'
import {describe, expect, it} from 'vitest'
import {Sqlite, storeFolder} from '../support/a-store.js'

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
