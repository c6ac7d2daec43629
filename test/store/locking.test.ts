import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {Sqlite, storedAt, storeFolder, storeOptions, withReview} from '../support/a-store.js'

const place = storeFolder()

/** A clock whose sleeps take no time; `waits` counts them and `onWait` sees each. */
function jumpingClock(stepMs: number, onWait: (waits: number) => void = () => undefined) {
  const clock = {
    ...storeOptions.clock,
    waits: 0,
    now: () => new Date(storedAt.getTime() + clock.waits * stepMs),
    monotonicMs: () => clock.waits * stepMs,
    async sleep() {
      clock.waits++
      onWait(clock.waits)
    },
  }
  return clock
}

describe('while another process holds the lock', () => {
  let lock: InstanceType<typeof Sqlite>
  let first: Database

  beforeEach(async () => {
    first = await place.open()
    await withReview(first)
    lock = new Sqlite(place.path)
    lock.exec('BEGIN IMMEDIATE')
  })

  const tooLong = {
    code: 'storage',
    message: expect.stringMatching(
      /was locked by another process for too long \(SQLITE_BUSY\); nothing was changed$/,
    ),
    hint: 'run the command again when the other one has ended',
  }

  it('a write waits for ten seconds, then says so and has changed nothing', async () => {
    const clock = jumpingClock(4000)
    const database = await place.open({clock})
    await expect(database.ensureUser('bea', 'team')).rejects.toMatchObject(tooLong)
    expect(clock.waits).toBe(3)
    lock.exec('ROLLBACK')
    expect(await database.findUser('bea')).toBeNull()
  })

  it('a write is done once the lock is given back, and sees what the other one wrote', async () => {
    const clock = jumpingClock(1000, waits => {
      if (waits === 2) lock.exec("UPDATE scheduled_reviews SET name = 'renamed'; COMMIT")
    })
    const database = await place.open({clock})
    const user = await database.findUser('ann')
    // Reads before it writes: begun as a reader it would fail at once, whatever the patience.
    await expect(database.removeConnection(user!.id, 'c0000000-1')).rejects.toMatchObject({
      code: 'conflict',
      message: 'the connection is used by "renamed"',
    })
    expect(clock.waits).toBe(2)
  })

  it('reads do not wait', async () => {
    const clock = jumpingClock(1000)
    const database = await place.open({clock})
    const user = await database.findUser('ann')
    expect(await database.listReviews(user!.id)).toHaveLength(1)
    expect(await database.listConnections(user!.id)).toHaveLength(1)
    expect(clock.waits).toBe(0)
  })

  it('opening waits as long where it needs the whole file', async () => {
    lock.exec('ROLLBACK')
    first.close()
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    const clock = jumpingClock(4000)
    await expect(place.open({clock})).rejects.toMatchObject(tooLong)
    expect(clock.waits).toBe(3)
    lock.exec('ROLLBACK')
    expect((await (await place.open()).findUser('ann'))?.name).toBe('ann')
  })
})

describe('two connections in turn', () => {
  it('each see what the other has written', async () => {
    const [one, two] = [await place.open(), await place.open()]
    await Promise.all(
      Array.from({length: 20}, (_, index) => (index % 2 ? one : two).ensureUser(`user ${index}`, 'team')),
    )
    for (let index = 0; index < 20; index++)
      expect(await one.findUser(`user ${index}`)).toEqual(await two.findUser(`user ${index}`))
  })

  it('make one user of two that are made at the same time', async () => {
    const [one, two] = [await place.open(), await place.open()]
    const [ann, same] = await Promise.all([one.ensureUser('ann', 'team'), two.ensureUser('ann', 'free')])
    expect(ann).toEqual(same)
  })
})

describe('closing', () => {
  it('lets a backup that has begun come to its end', async () => {
    const database = await place.open()
    await database.ensureUser('ann', 'team')
    const pending = database.backup(`${place.folder}/copy.db`)
    database.close()
    await pending
    const copy = await place.open({}, `${place.folder}/copy.db`)
    expect((await copy.findUser('ann'))?.name).toBe('ann')
  })

  it('twice is the same as once', async () => {
    const database = await place.open()
    database.close()
    expect(() => database.close()).not.toThrow()
  })
})
