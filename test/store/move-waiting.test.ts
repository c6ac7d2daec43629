import {expect, it} from 'vitest'
import {aDecision, at, claim, claimOf, decide, enqueued, queuedAt, withReviews} from '../support/a-queue.js'
import {storeFolder} from '../support/a-store.js'

const place = storeFolder()
const hour = 3600

/** At second 7,300 waiting: one by hand, one that was tried at 7,200 and is put off until 7,260, one that is due at 9,000. */
async function waiting() {
  const database = await place.open()
  const {user, reviews} = await withReviews(database, 3)
  await decide(
    database,
    aDecision([queuedAt(at(2 * hour), at(9000))], {cursor: at(2 * hour), nextRunAt: null}),
  )
  await enqueued(database, reviews[0]!, {id: 'tried', queuedAt: at(2 * hour)})
  const {claimed} = await claim(database, {limit: 1}, {now: at(2 * hour)})
  const error = {errorCode: 'source-failed', errorMessage: 'gone', counts: 'attempt'} as const
  const retry = {kind: 'retry', claim: claimOf(claimed[0]!.run), at: at(2 * hour + 960), ...error} as const
  await claim(database, {limit: 0}, {now: at(2 * hour + 60), outcomes: [retry]})
  await enqueued(database, reviews[1]!, {id: 'asked-for', queuedAt: at(2 * hour + 99)})
  const times = async () => {
    const runs = await database.listRuns({userId: user.id, statuses: ['queued']})
    return Object.fromEntries(
      runs.map(({id, queuedAt}) => [id.replace(/-\d$/, ''), (queuedAt!.getTime() - at(0).getTime()) / 1000]),
    )
  }
  return {database, times}
}

it('a clock that goes back takes along what waits for time to pass, not what waits for a time of day', async () => {
  const {database, times} = await waiting()
  const step = {byMs: -2 * hour * 1000, before: at(2 * hour + 100), after: at(100), daemonId: null}
  await database.addClockStep(step)
  expect(await times()).toEqual({tried: 960, 'asked-for': 99, run: 9000})
  expect(await database.listEvents(at(0), 1)).toEqual([
    {
      kind: 'clock-step',
      at: at(100),
      detail: {byMs: step.byMs, before: step.before.toISOString(), after: step.after.toISOString()},
    },
  ])
})

it('a clock that goes forward moves nothing', async () => {
  const {database, times} = await waiting()
  const before = await times()
  await database.addClockStep({
    byMs: 60_000,
    before: at(2 * hour + 100),
    after: at(2 * hour + 160),
    daemonId: null,
  })
  expect(await times()).toEqual(before)
})
