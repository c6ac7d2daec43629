import {beforeEach, describe, expect, it} from 'vitest'
import {pauseScheduledReview} from '../../src/app/pause-scheduled-review.js'
import {resumeScheduledReview} from '../../src/app/resume-scheduled-review.js'
import {Sqlite} from '../support/a-store.js'
import {useCase} from '../support/use-case.js'

const given = useCase('2026-11-16T09:00:00Z')
const added = new Date('2026-11-16T09:00:00Z')

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  await given.schedule()
})

const pause = (reason: string | null, actor = given.at.ann) =>
  pauseScheduledReview(given.ports, actor, {ref: 'weekly', reason})
const resume = (actor = given.at.ann) => resumeScheduledReview(given.ports, actor, 'weekly')
const stored = () => given.at.database.findReview(given.at.ann.id, 'weekly')

describe('pausing', () => {
  it.each([[null], ['CRM migration']])('with the reason %s plans no further run', async reason => {
    await pause(reason)
    expect(await stored()).toMatchObject({
      isActive: false,
      pausedReason: reason,
      nextRunAt: null,
      cursor: added,
      updatedAt: new Date(added.getTime() + 1),
    })
  })

  it('a paused one changes only the reason', async () => {
    await pause('first')
    const first = await stored()
    await pause('second')
    expect(await stored()).toEqual({
      ...first,
      pausedReason: 'second',
      updatedAt: new Date(first.updatedAt.getTime() + 1),
    })
  })
})

describe('resuming', () => {
  it('goes on from now: what was missed while paused is not caught up', async () => {
    await pause('holiday')
    given.at.clock.set('2026-12-01T09:00:00Z')
    await resume()
    expect(await stored()).toMatchObject({
      isActive: true,
      pausedReason: null,
      cursor: new Date('2026-12-01T09:00:00Z'),
      nextRunAt: new Date('2026-12-07T11:00:00Z'),
    })
  })

  it('after the clock went back decides nothing a second time', async () => {
    await pause(null)
    given.at.clock.set('2026-11-09T09:00:00Z')
    await resume()
    expect(await stored()).toMatchObject({cursor: added, nextRunAt: new Date('2026-11-16T11:00:00Z')})
  })

  it('an active one that is overdue does not skip what it owes', async () => {
    given.at.clock.set('2026-11-16T12:00:00Z')
    await resume()
    expect(await stored()).toMatchObject({
      isActive: true,
      cursor: added,
      nextRunAt: new Date('2026-11-16T11:00:00Z'),
    })
  })

  it('needs the tier that adding needs', async () => {
    await pause('holiday')
    const file = new Sqlite(given.at.database.path)
    file.exec("UPDATE users SET tier = 'pro' WHERE name = 'ann'")
    file.close()
    const ann = await given.user('ann', 'team')
    const before = await stored()
    await expect(resume(ann)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'the tier "pro" of user "ann" does not allow schedules',
    })
    expect(await stored()).toEqual(before)
  })
})

describe('both', () => {
  it('find only what belongs to the user', async () => {
    const bob = await given.user('bob', 'team')
    await expect(pause(null, bob)).rejects.toMatchObject({code: 'not-found'})
    await expect(resume(bob)).rejects.toMatchObject({code: 'not-found'})
  })
})
