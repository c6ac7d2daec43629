import {expect, it} from 'vitest'
import {keptHistory, pruneHistory} from '../../src/app/prune-history.js'
import {fakeClock} from '../support/fake-clock.js'

it('history is kept for 400 days and 1,000 runs of a review, and the log that removing it writes below 64 MB', async () => {
  const asked: unknown[] = []
  const {signal} = new AbortController()
  const store = {
    async prune(input: object) {
      asked.push(input)
      return {runs: 3, events: 1}
    },
    async boundWal(limitBytes: number) {
      asked.push(limitBytes)
      return 0
    },
  }
  const removed = await pruneHistory({store, clock: fakeClock('2026-11-16T09:00:00Z')}, keptHistory, signal)
  expect(removed).toEqual({runs: 3, events: 1})
  expect(asked).toEqual([
    {before: new Date('2025-10-12T09:00:00Z'), keepPerReview: 1000, signal},
    64 * 1024 * 1024,
  ])
})
