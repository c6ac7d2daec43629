import {expect, it} from 'vitest'
import {followOverview, Wake} from '../../src/app/follow-overview.js'
import type {Database} from '../../src/domain/ports/store.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aUser} from '../support/a-scheduled-review.js'

/** What is read when, in seconds; `tookMs` is how long a read takes. */
async function following(act: (given: Awaited<ReturnType<typeof begin>>) => Promise<void>, tookMs = 0) {
  const given = await begin(tookMs)
  await act(given)
  given.stop.abort('enough')
  await given.followed
  return given.seen
}

async function begin(tookMs: number) {
  const context = aCommandContext()
  const {clock} = context
  const startMs = clock.now().getTime()
  const seconds = () => (clock.now().getTime() - startMs) / 1000
  const seen: (number | string)[] = []
  let writes = 0
  let failure: Error | null = null
  const store: Database = {
    ...(await context.database()),
    changeCounter: () => writes,
    async lastDaemon() {
      if (tookMs > 0) await clock.sleep(tookMs)
      if (failure) throw failure
      return null
    },
  }
  const wake = new Wake()
  const stop = new AbortController()
  const followed = followOverview({store, clock, isOwnerAlive: () => false}, aUser(), {
    wake,
    signal: stop.signal,
    onOverview: () => seen.push(seconds()),
    onError: error => seen.push((error as Error).message),
  })
  return {
    clock,
    wake,
    stop,
    followed,
    seen,
    write: () => void writes++,
    fail: (error: Error | null) => {
      failure = error
    },
  }
}

it('reads every few seconds without a write: a process may die without one', async () => {
  const seen = await following(async ({clock}) => clock.advance(17_000))
  // The first word of who watches the writes is that it begins.
  expect(seen).toEqual([0, 5.25, 10.5, 15.75])
})

it('reads soon after a write, and at once when asked', async () => {
  const seen = await following(async ({clock, write, wake}) => {
    await clock.advance(1000)
    write()
    await clock.advance(1500)
    wake.now()
    await clock.advance(100)
  })
  expect(seen.slice(1)).toEqual([2.1, 2.5])
})

it('reads less often where a read takes long', async () => {
  const seen = await following(async ({clock, write}) => {
    for (let times = 0; times < 200; times++) {
      write()
      await clock.advance(100)
    }
  }, 200)
  expect(seen).toEqual([0.2, 6.4, 12.6, 18.8])
})

it('tells what keeps it from reading, and goes on', async () => {
  const seen = await following(async ({clock, fail}) => {
    await clock.advance(100)
    fail(new Error('the database is locked'))
    await clock.advance(6000)
    fail(null)
    await clock.advance(5000)
  })
  expect(seen).toEqual([0, 'the database is locked', 10.5])
})
