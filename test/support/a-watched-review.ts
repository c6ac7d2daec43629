import type {DaemonStatus} from '../../src/app/daemon-status.js'
import type {Overview, WatchedReview} from '../../src/app/overview.js'
import type {RecentResult} from '../../src/domain/ports/store.js'
import {aListing} from './a-scheduled-review.js'
import {idle} from './fake-database.js'

const at = new Date('2025-04-01T12:00:00Z')

/** The review `weekly`, which has neither run nor waits. */
export function aWatchedReview(changes: Partial<WatchedReview> = {}): WatchedReview {
  return {...aListing(), running: null, waiting: null, results: [], ...changes}
}

/** An hour ago: 65.4 points, 6 deals, 6 findings, 2 deals of high risk. */
export function aResult(changes: Partial<RecentResult> = {}): RecentResult {
  return {
    runId: '1f0c2a44-5d1e-4c55-9d4e-0a1b2c3d4e5f',
    scheduledReviewId: 'review-1',
    completedAt: new Date(at.getTime() - 3_600_000),
    dealsAnalyzed: 6,
    healthScore: 65.4,
    issuesFound: 6,
    highRiskDeals: 2,
    isUnderOtherRules: false,
    undelivered: 0,
    ...changes,
  }
}

/** At noon of 1 April 2025; without a daemon. */
export function anOverview(reviews: readonly WatchedReview[], status: Partial<DaemonStatus> = {}): Overview {
  return {
    at,
    reviews,
    status: {
      isHealthy: false,
      problems: [{message: 'no daemon keeps this database', fix: 'start it: revsched daemon'}],
      daemon: null,
      queue: idle,
      running: [],
      events: [],
      ...status,
    },
  }
}

/** Up since yesterday, with nothing wrong. */
export const aliveStatus: Partial<DaemonStatus> = {
  isHealthy: true,
  problems: [],
  daemon: {
    id: 'daemon-1',
    host: 'box',
    pid: 4242,
    bootId: 'boot',
    version: '1.2.3',
    tzVersion: '2025a',
    startedAt: new Date('2025-03-31T08:15:00Z'),
    lastSeenAt: at,
    stoppedAt: null,
    state: {},
    isAlive: true,
  },
}
