import {describe, expect, it} from 'vitest'
import type {ConnectionKind} from '../../src/domain/crm-connection.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {ReviewHooks} from '../../src/domain/ports/review-executor.js'
import {sampleTask} from '../support/a-sample-task.js'
import {reviewsOf} from '../support/in-this-thread.js'
import {noAccess} from '../support/no-access.js'
import {fakeSource} from '../support/use-case.js'

function reviewed(kind: ConnectionKind, source: DealSource, previous: ReviewHooks['previous']) {
  const task = {...sampleTask, connection: {kind, settings: {}}, label: kind}
  return reviewsOf(source).execute(task, {signal: new AbortController().signal, access: noAccess, previous})
}

describe('the last review', () => {
  it.each<ConnectionKind>(['file', 'salesforce', 'hubspot'])(
    'of a %s is asked for once it was read',
    async kind => {
      const steps: string[] = []
      const source = fakeSource([], () => void steps.push('read'))
      await reviewed(kind, source, async () => {
        steps.push('asked')
        return null
      })
      expect(steps).toEqual(['read', 'asked'])
    },
  )

  it('that cannot be had fails the review', async () => {
    const gone = async () => {
      throw new RevschedError('storage', 'the database is gone')
    }
    await expect(reviewed('file', fakeSource([]), gone)).rejects.toMatchObject({code: 'storage'})
  })
})
