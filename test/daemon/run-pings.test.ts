import {describe, expect, it} from 'vitest'
import type {Ping} from '../../src/daemon/ping-queue.js'
import {runPings} from '../../src/daemon/run-pings.js'
import type {ClaimedRun, RunOutcome} from '../../src/domain/ports/run-queue.js'
import {aRun} from '../support/a-run.js'
import {aConnection, aListing, aUser} from '../support/a-scheduled-review.js'
import {aCompletion} from '../support/a-store.js'

const pingUrl = {sealed: new Uint8Array([1]), shown: 'https://hc-ping.com/eb09…'}
const claimed = (
  run: Partial<ClaimedRun['run']> = {},
  review: Partial<ClaimedRun['review']> = {},
): ClaimedRun => ({
  run: aRun({id: 'run-1', status: 'running', fence: 1, ...run}),
  review: aListing({pingUrl, ...review}),
  connection: aConnection(),
  owner: aUser(),
})
const claim = {runId: 'run-1', fence: 1}
const errorMessage = 'the CRM said: Kestrel Ltd is gone'
const ended = (status: 'failed' | 'cancelled'): RunOutcome => ({
  kind: 'ended',
  claim,
  status,
  errorCode: 'source-failed',
  errorMessage,
  completedAt: new Date(0),
})
const retry: RunOutcome = {
  kind: 'retry',
  claim,
  at: new Date(0),
  errorCode: 'source-failed',
  errorMessage,
  counts: 'attempt',
}

function pingsOf(act: (pings: ReturnType<typeof runPings>) => void): Ping[] {
  const added: Ping[] = []
  act(runPings({add: ping => added.push(ping)}))
  return added
}

const about = {reviewId: 'review-1', reviewName: 'weekly', pingUrl, runId: 'run-1'}

describe('runPings', () => {
  it.each([
    ['when it begins first', {fence: 1}, [{...about, kind: 'start', body: ''}]],
    ['also where it was taken before, and not begun', {fence: 2}, [{...about, kind: 'start', body: ''}]],
    ['not of another attempt', {fence: 2, retryCount: 1, errorCode: 'source-failed'}, []],
    ['not after a daemon that was stopped handed it back', {fence: 2, errorCode: 'terminated'}, []],
  ])('tells the start of a run once: %s', (_, run, expected) =>
    expect(pingsOf(pings => pings.started(claimed(run)))).toEqual(expected),
  )

  it('tells a success with its numbers', () =>
    expect(
      pingsOf(pings => pings.ended(claimed(), {kind: 'completed', claim, completion: aCompletion})),
    ).toEqual([
      {...about, kind: 'success', body: 'score: 61.5\ndeals: 3\nfindings: 2\nhigh-risk deals: 1\n'},
    ]))

  it('tells a final failure by its code alone', () =>
    expect(pingsOf(pings => pings.ended(claimed(), ended('failed')))).toEqual([
      {...about, kind: 'fail', body: 'error: source-failed\n'},
    ]))

  it.each<[string, (pings: ReturnType<typeof runPings>) => void]>([
    ['an attempt that is followed by another', pings => pings.ended(claimed(), retry)],
    ['a run that goes back unbegun', pings => pings.ended(claimed(), {kind: 'returned', claim})],
    ['a run that was called off', pings => pings.ended(claimed(), ended('cancelled'))],
    ['a review without a URL', pings => pings.started(claimed({}, {pingUrl: null}))],
    [
      'the failure of a review without a URL',
      pings => pings.ended(claimed({}, {pingUrl: null}), ended('failed')),
    ],
    [
      'a crash after which the run is tried again',
      pings =>
        pings.settled({
          runId: 'run-1',
          reviewName: 'weekly',
          outcome: 'retried',
          errorCode: 'abandoned',
          ping: null,
        }),
    ],
  ])('tells nothing of %s', (_, act) => expect(pingsOf(act)).toEqual([]))

  it('tells of a run that crashed for the last time', () =>
    expect(
      pingsOf(pings =>
        pings.settled({
          runId: 'run-1',
          reviewName: 'weekly',
          outcome: 'failed',
          errorCode: 'poisoned',
          ping: {reviewId: 'review-1', pingUrl},
        }),
      ),
    ).toEqual([{...about, kind: 'fail', body: 'error: poisoned\n'}]))
})
