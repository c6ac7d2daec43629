import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import type {ReviewExecutor} from '../../src/domain/ports/review-executor.js'
import type {Database} from '../../src/domain/ports/store.js'
import {aDaemon} from '../support/a-daemon.js'
import {enqueued, withReviews} from '../support/a-queue.js'
import {storeFolder} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'

// Runs that wait for their time, of a daemon in this process with a clock that is set. All times are milliseconds from its start.

const place = storeFolder()
let clock: ReturnType<typeof fakeClock>
let database: Database
let userId = ''
let startMs = 0

beforeEach(async () => {
  clock = fakeClock('2026-11-16T09:00:00.000Z')
  startMs = clock.now().getTime()
  database = await place.openNew({clock})
})

const daemons: ReturnType<typeof aDaemon>[] = []
afterEach(async () => {
  for (const daemon of daemons.splice(0)) await daemon.stop()
})

const since = (at: Date | null) => at && at.getTime() - startMs

/** Reviews that begin when they are told to be due, each on a connection of its own but for those called `same`. */
async function due(times: Record<string, number>): Promise<void> {
  const {user, connection, reviews} = await withReviews(database, Object.keys(times).length + 1)
  userId = user.id
  for (const [index, [id, ms]] of Object.entries(times).entries()) {
    const {id: reviewId} = reviews[index]!
    const own = {...connection, id: `c000000${index}-9`, name: `apac ${index}`}
    await database.addConnection(own, null)
    if (!id.startsWith('same'))
      place.inFile(`UPDATE scheduled_reviews SET crm_connection_id = '${own.id}' WHERE id = '${reviewId}'`)
    await enqueued(database, reviews[index]!, {id, queuedAt: new Date(startMs + ms)})
  }
  place.inFile(
    `UPDATE review_runs SET priority = 0; UPDATE scheduled_reviews SET next_run_at = NULL, max_retries = 0`,
  )
}

/** With what `reviews` has been asked for, and when. */
function watched({failing}: {failing: boolean}) {
  const begun: {ms: number; timeZone: string}[] = []
  const reviews: ReviewExecutor = {
    execute(task, {signal}) {
      begun.push({ms: clock.now().getTime() - startMs, timeZone: task.timeZone})
      if (failing) return Promise.reject(new Error('broken'))
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  }
  return {begun, reviews}
}

async function started(store: Database, reviews: ReviewExecutor) {
  const daemon = aDaemon(store, {clock, reviews})
  daemons.push(daemon)
  await daemon.ticked()
  await clock.advance(0)
  return daemon
}

describe('a run that waits for its time', () => {
  it('is taken in the second before it, and begins then', async () => {
    await due({aaaa: 3000})
    const {begun, reviews} = watched({failing: false})
    await started(database, reviews)
    await clock.advance(1999)
    expect(await database.findRun(userId, 'aaaa')).toMatchObject({status: 'queued'})
    await clock.advance(1)
    expect(await database.findRun(userId, 'aaaa')).toMatchObject({status: 'running', startedAt: null})
    await clock.advance(999)
    expect(begun).toEqual([])
    await clock.advance(1)
    expect(begun.map(({ms}) => ms)).toEqual([3000])
    await clock.advance(200)
    expect(since((await database.findRun(userId, 'aaaa')).startedAt)).toBe(3000)
  })

  it('begins as it is then, where another process has changed its review meanwhile', async () => {
    await due({aaaa: 3000})
    const {begun, reviews} = watched({failing: false})
    await started(database, reviews)
    await clock.advance(2500)
    place.inFile("UPDATE scheduled_reviews SET timezone_canonical = 'Asia/Tokyo'")
    await clock.advance(600)
    expect(begun).toEqual([{ms: 3000, timeZone: 'Asia/Tokyo'}])
  })

  it('does not begin while the database refuses', async () => {
    await due({aaaa: 2500, bbbb: 3000})
    const {begun, reviews} = watched({failing: true})
    const isRefusing = () => clock.now().getTime() < startMs + 5000 && begun.length > 0
    const refusing: Database = {
      ...database,
      async advance(input) {
        if (isRefusing()) throw new RevschedError('storage', 'no space')
        return database.advance(input)
      },
    }
    await started(refusing, reviews)
    await clock.advance(4900)
    expect(begun.map(({ms}) => ms)).toEqual([2500])
    await clock.advance(3000)
    expect(begun).toHaveLength(2)
    expect(since((await database.findRun(userId, 'bbbb')).startedAt)).toBeGreaterThanOrEqual(5000)
  })

  it('keeps no place from one of its connection that comes due before it', async () => {
    await due({'same-0': 2600})
    const [, other] = await database.listReviews(userId)
    place.inFile(`UPDATE scheduled_reviews SET next_run_at = ${startMs + 2300}, cursor = ${startMs} - 60000,
      schedule = '* * * * *' WHERE id = '${other!.id}'`)
    const {begun, reviews} = watched({failing: false})
    await started(database, reviews)
    await clock.advance(2599)
    expect(begun.map(({ms}) => ms)).toEqual([2300])
  })

  it('begins no later where the clock is set back by an hour in that second, as is seen when it is due', async () => {
    await due({aaaa: 3000})
    const {begun, reviews} = watched({failing: false})
    await started(database, reviews)
    await clock.advance(2500)
    const hourMs = 3_600_000
    clock.set(new Date(startMs + 2500 - hourMs).toISOString())
    await clock.advance(510)
    expect(begun.map(({ms}) => ms + hourMs)).toEqual([3000])
  })

  it.each([
    ['copies the log back', 2601, true],
    ['leaves the log as it is', 2600, false],
  ])('keeps the daemon from long work within 300 ms before: it %s', async (_, secondMs, isCopied) => {
    await due({aaaa: 2300, bbbb: secondMs})
    const {reviews} = watched({failing: true})
    const copied: (number | null)[] = []
    const seen: Database = {
      ...database,
      copyLogBack() {
        copied.push(since(clock.now()))
        return database.copyLogBack()
      },
    }
    await started(seen, reviews)
    await clock.advance(2400)
    expect(copied.includes(2300)).toBe(isCopied)
  })

  it('does not begin after the daemon was told to stop, though a tick waits for it', async () => {
    await due({aaaa: 2500, bbbb: 2600})
    const {begun, reviews} = watched({failing: true})
    const daemon = await started(database, reviews)
    await clock.advance(2550)
    const stopped = daemon.stop()
    await clock.advance(100)
    await stopped
    expect(begun.map(({ms}) => ms)).toEqual([2500])
    expect(await database.findRun(userId, 'bbbb')).toMatchObject({status: 'queued', jobId: null})
  })
})
