import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {ReviewHooks} from '../../src/domain/ports/review-executor.js'
import {sampleTask} from '../support/a-sample-task.js'
import {reviewsOf} from '../support/in-this-thread.js'
import {noAccess} from '../support/no-access.js'
import {fakeSource} from '../support/use-case.js'

function reviewed(source: DealSource, previous: ReviewHooks['previous']) {
  return reviewsOf(source).execute(sampleTask, {
    signal: new AbortController().signal,
    access: noAccess,
    previous,
  })
}

describe('the last review', () => {
  it('is asked for once the deals were read', async () => {
    const steps: string[] = []
    const source = fakeSource([], () => void steps.push('read'))
    await reviewed(source, async () => {
      steps.push('asked')
      return null
    })
    expect(steps).toEqual(['read', 'asked'])
  })

  it('that cannot be had fails the review', async () => {
    const gone = async () => {
      throw new RevschedError('storage', 'the database is gone')
    }
    await expect(reviewed(fakeSource([]), gone)).rejects.toMatchObject({code: 'storage'})
  })
})
