import {beforeEach, describe, expect, it} from 'vitest'
import type {NewScheduledReview} from '../../src/app/add-scheduled-review.js'
import {editScheduledReview} from '../../src/app/edit-scheduled-review.js'
import {pauseScheduledReview} from '../../src/app/pause-scheduled-review.js'
import {resumeScheduledReview} from '../../src/app/resume-scheduled-review.js'
import {useCase} from '../support/use-case.js'

const given = useCase()

/** One of each, so that a change that was written over is missed. */
const eightChanges = {
  description: 'for EMEA',
  schedule: '0 7 * * *',
  timezone: 'Europe/Berlin',
  ruleset: 'strict',
  overlap: 'queue',
  catchUp: 'none',
  splayMs: 60_000,
  maxRetries: 5,
} as const satisfies Partial<NewScheduledReview>

beforeEach(async () => {
  await given.connect(given.at.ann, 'emea')
  await given.schedule()
})

/** Each command has a connection of its own to the file, as each process does. */
async function asCommand<Result>(command: (ports: typeof given.ports) => Promise<Result>): Promise<Result> {
  const database = await given.place.open()
  return command({...given.ports, connections: database, reviews: database})
}

const edit = (changes: Partial<NewScheduledReview>) =>
  asCommand(ports => editScheduledReview(ports, given.at.ann, {ref: 'weekly', changes}))
const pause = (reason: string) =>
  asCommand(ports => pauseScheduledReview(ports, given.at.ann, {ref: 'weekly', reason}))
const resume = () => asCommand(ports => resumeScheduledReview(ports, given.at.ann, 'weekly'))
const stored = () => given.at.database.findReview(given.at.ann.id, 'weekly')
const times = <Result>(count: number, change: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({length: count}, (_, index) => change(index)))

describe('eight at the same time, within one millisecond', () => {
  it('edits of different settings all land', async () => {
    await Promise.all(Object.entries(eightChanges).map(([name, value]) => edit({[name]: value})))
    expect(await stored()).toMatchObject(eightChanges)
  })

  it('edits of the same setting all succeed; the last one stands', async () => {
    const edited = await times(8, index => edit({maxRetries: index}))
    const last = edited.map(({review}) => review).reduce((a, b) => (a.updatedAt > b.updatedAt ? a : b))
    expect(await stored()).toMatchObject({maxRetries: last.maxRetries, updatedAt: last.updatedAt})
  })

  it('pauses all succeed', async () => {
    const reasons = Array.from({length: 8}, (_, index) => `reason ${index}`)
    await Promise.all(reasons.map(pause))
    const {isActive, pausedReason} = await stored()
    expect(isActive).toBe(false)
    expect(reasons).toContain(pausedReason)
  })

  it('resumes all succeed', async () => {
    await pause('holiday')
    await times(8, resume)
    expect(await stored()).toMatchObject({isActive: true, pausedReason: null})
  })

  it('a pause between edits is kept, and so are they', async () => {
    await Promise.all([edit({ruleset: 'strict'}), pause('holiday'), edit({maxRetries: 5})])
    expect(await stored()).toMatchObject({
      ruleset: 'strict',
      maxRetries: 5,
      isActive: false,
      pausedReason: 'holiday',
      nextRunAt: null,
    })
  })

  it('all but one that want the same name of their review are told, and change nothing', async () => {
    for (let index = 0; index < 8; index++) await given.schedule({name: `review ${index}`})
    const edits = await Promise.allSettled(
      Array.from({length: 8}, (_, index) =>
        asCommand(ports =>
          editScheduledReview(ports, given.at.ann, {ref: `review ${index}`, changes: {name: 'same'}}),
        ),
      ),
    )
    const refused = edits.filter(result => result.status === 'rejected')
    expect(refused).toHaveLength(7)
    for (const {reason} of refused)
      expect(reason).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('called "same" already'),
      })
  })
})
