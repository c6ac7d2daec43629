import {expect, it} from 'vitest'
import {at} from '../support/a-queue.js'
import {aNewRun, Sqlite, storeFolder, withReview} from '../support/a-store.js'
import {aChannel, advanceOutbox, completedRun} from '../support/an-outbox.js'

const place = storeFolder()
const forward = {byMs: 3_600_000, before: at(100), after: at(3700)}
const back = {byMs: -3_600_000, before: at(3700), after: at(100)}

/** A run lasts 8 s, a delivery 120 s by one lease. */
it.each([
  ['forward', forward, {run: 101, delivery: 101}, {run: 3701, delivery: 3701}],
  ['forward, leases as long as they get', forward, {run: 108, delivery: 220}, {run: 3708, delivery: 3820}],
  ['forward, leases that had run out', forward, {run: 100, delivery: 100}, {run: 100, delivery: 100}],
  ['forward, renewed since', forward, {run: 3708, delivery: 3820}, {run: 3708, delivery: 3820}],
  ['back', back, {run: 3701, delivery: 3701}, {run: 101, delivery: 101}],
  ['back, leases as long as they get', back, {run: 3708, delivery: 3820}, {run: 108, delivery: 220}],
  ['back, renewed since', back, {run: 108, delivery: 220}, {run: 108, delivery: 220}],
])('a clock that goes %s', async (_, step, leases, expected) => {
  const database = await place.openNew()
  const {user} = await withReview(database)
  await database.addChannel(aChannel({userId: user.id}), null)
  await completedRun(database, user.id)
  await advanceOutbox(database)
  await database.startRun({...aNewRun(user.id, 'runs'), leaseExpiresAt: at(leases.run)}, () => true)
  place.inFile(`UPDATE deliveries SET lease_expires_at = ${at(leases.delivery).getTime()}`)
  await database.addClockStep({...step, daemonId: null})
  const file = new Sqlite(place.path)
  const seconds = (table: string) =>
    file
      .prepare<[number], number>(
        `SELECT (lease_expires_at - ?) / 1000 FROM ${table} WHERE lease_owner IS NOT NULL`,
      )
      .pluck()
      .get(at(0).getTime())
  expect({run: seconds('review_runs'), delivery: seconds('deliveries')}).toEqual(expected)
  file.close()
})
