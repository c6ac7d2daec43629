import {describe, expect, it} from 'vitest'
import {queueRun, retryRun} from '../../src/app/queue-run.js'
import type {RunRequest} from '../../src/domain/ports/run-queue.js'
import type {Run} from '../../src/domain/run/run.js'
import {aRun} from '../support/a-run.js'
import {aListing, aUser} from '../support/a-scheduled-review.js'
import {fakeClock} from '../support/fake-clock.js'

const now = '2025-04-01T12:00:00.000Z'

function ports(stored: Run = aRun()) {
  const requests: RunRequest[] = []
  return {
    requests,
    queue: {
      async enqueue(request: RunRequest) {
        requests.push(request)
        return {run: aRun({id: request.id, status: 'queued'}), isNew: true}
      },
    },
    reviews: {findReview: async () => aListing({id: 'review-7', name: 'daily'})},
    runs: {findRun: async () => stored},
    clock: fakeClock(now),
    ids: {next: () => 'new-run'},
  }
}

describe('queueRun', () => {
  it.each([['monday'], [null]])('asks for a run of the review now, with the key %s', async key => {
    const given = ports()
    const {run, isNew} = await queueRun(given, aUser(), {ref: 'daily', key})
    expect([run.id, isNew]).toEqual(['new-run', true])
    expect(given.requests).toEqual([
      {
        id: 'new-run',
        userId: 'user-1',
        scheduledReviewId: 'review-7',
        reviewName: 'daily',
        trigger: 'manual',
        queuedAt: new Date(now),
        idempotencyKey: key,
      },
    ])
  })
})

describe('retryRun', () => {
  it.each(['completed', 'failed', 'missed', 'skipped', 'cancelled'] as const)(
    'asks for a new run for one that is %s, never by its key',
    async status => {
      const given = ports(aRun({status, idempotencyKey: 'monday'}))
      expect((await retryRun(given, aUser(), 'latest')).id).toBe('new-run')
      expect(given.requests).toMatchObject([
        {trigger: 'retry', scheduledReviewId: 'review-1', reviewName: 'weekly', idempotencyKey: null},
      ])
    },
  )

  it.each<[string, Partial<Run>, string]>([
    ['waits', {status: 'queued'}, 'is queued and has not ended yet'],
    ['runs', {status: 'running'}, 'is running and has not ended yet'],
    ['is of no scheduled review', {scheduledReviewId: null}, 'belongs to no scheduled review'],
  ])('refuses one that %s', async (_, changes, message) => {
    const given = ports(aRun(changes))
    await expect(retryRun(given, aUser(), 'latest')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('revsched'),
    })
    expect(given.requests).toEqual([])
  })
})
