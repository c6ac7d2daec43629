import {beforeEach, expect, it} from 'vitest'
import {diagnoseSchedules} from '../../src/app/diagnose.js'
import {takeBackSchedule} from '../../src/app/take-back-schedule.js'
import {decideDue} from '../../src/domain/schedule/decide-due.js'
import {countedIds} from '../support/a-queue.js'
import {useCase} from '../support/use-case.js'

const given = useCase('2026-11-16T09:30:00Z')
const newId = countedIds()

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  await given.schedule({name: 'hourly', schedule: '0 * * * *', timezone: 'UTC'})
})

/** What a daemon does at that time; nothing of it is executed. */
async function daemonAt(instant: string): Promise<void> {
  given.at.clock.set(instant)
  const now = given.at.clock.now()
  const decide: Parameters<typeof given.at.database.decideDue>[0]['decide'] = (review, openRuns) =>
    decideDue(review, {now, openRuns})
  while ((await given.at.database.decideDue({now, limit: 10, decide, newId})).nextDueAt! <= now);
}

const story = async () =>
  (await given.at.database.listRuns({userId: given.at.ann.id}))
    .map(({scheduledFor, status, rangeUntil, missedCount}) =>
      [scheduledFor!.toISOString().slice(5, 16), status, rangeUntil?.toISOString().slice(5, 16), missedCount]
        .filter(Boolean)
        .join(' '),
    )
    .sort()

const takeBack = () => {
  const {database, clock, ann} = given.at
  return takeBackSchedule({reviews: database, queue: database, clock}, ann, 'hourly')
}

const diagnosed = async () => {
  const {ports, at} = given
  return (await diagnoseSchedules({...ports, checkRules: async () => undefined}, at.ann))[0]!
}

it('after a clock that was hours ahead, what has not come runs when it comes, and what was run does not', async () => {
  await daemonAt('2026-11-16T12:10:00Z')
  expect(await story()).toEqual(['11-16T10:00 missed', '11-16T11:00 missed', '11-16T12:00 queued'])
  given.at.clock.set('2026-11-16T09:40:00Z')
  expect(await diagnosed()).toMatchObject({
    isOk: false,
    detail:
      'the clock was ahead when it was looked at last: Mon 16 Nov 2026 10:00 +00:00 will not run, nor anything before Mon 16 Nov 2026 13:00 +00:00',
    fix: 'revsched resume hourly --from-now',
  })
  expect(await takeBack()).toBe(true)
  expect(await diagnosed()).toMatchObject({isOk: true, fix: null})
  expect(await story()).toEqual(['11-16T12:00 queued'])
  const events = await given.at.database.listEvents(new Date(0), 1)
  expect(events).toMatchObject([{kind: 'schedule-taken-back', detail: {forgotten: 2}}])
  await given.at.database.requestCancel('run-3', given.at.clock.now())
  for (const hour of ['10', '11', '12', '13']) await daemonAt(`2026-11-16T${hour}:00:01Z`)
  expect(await story()).toEqual([
    '11-16T10:00 queued',
    '11-16T11:00 skipped',
    '11-16T12:00 cancelled',
    '11-16T13:00 skipped',
  ])
})

it('cuts a long row of misses where it has come to', async () => {
  await daemonAt('2027-01-16T09:10:00Z')
  expect((await story()).find(line => line.startsWith('11-16'))).toMatch(
    /^11-16T10:00 missed 01-15T\d\d:00 14\d\d$/,
  )
  given.at.clock.set('2026-11-16T12:10:00Z')
  await takeBack()
  expect((await story()).filter(line => line.includes('missed'))).toEqual([
    '11-16T10:00 missed 11-16T12:00 3',
  ])
})

it('changes nothing where nothing is ahead', async () => {
  await daemonAt('2026-11-16T12:10:00Z')
  const before = await given.at.database.findReview(given.at.ann.id, 'hourly')
  expect(await takeBack()).toBe(false)
  expect(await given.at.database.findReview(given.at.ann.id, 'hourly')).toEqual(before)
  expect(await diagnosed()).toMatchObject({isOk: true})
})
