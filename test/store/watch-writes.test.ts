import {symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {expect, it} from 'vitest'
import {watchWrites} from '../../src/store/watch-writes.js'
import {storeFolder} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()

it.each([
  ['', () => place.path],
  [
    ' by a link to it',
    () => {
      const link = join(place.folder, 'link.db')
      symlinkSync(place.path, link)
      return link
    },
  ],
])(
  'of a database%s: tells of a write, and again a moment later, when it can be read for certain, until it is ended',
  async (_, pathOf) => {
    const database = await place.open()
    const clock = fakeClock('2026-11-16T09:00:00Z')
    let calls = 0
    const end = watchWrites(pathOf(), () => calls++, clock)
    await database.ensureUser('ann', 'team')
    while (calls === 0) await pause(5)
    await pause(20)
    const atOnce = calls
    await clock.advance(2000)
    expect(calls).toBe(atOnce + 4)
    await clock.advance(60_000)
    expect(calls).toBe(atOnce + 4)

    await database.ensureUser('bob', 'team')
    while (calls === atOnce + 4) await pause(5)
    end()
    const before = calls
    await clock.advance(2000)
    expect(calls).toBe(before)
  },
)
