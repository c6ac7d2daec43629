import {describe, expect, it} from 'vitest'
import type {WatchedReview} from '../../src/app/overview.js'
import {plainPaint} from '../../src/report/paint.js'
import {listCell} from '../../src/tui/list-cells.js'
import {listRow} from '../../src/tui/list-row.js'
import {aRun} from '../support/a-run.js'
import {aResult, aWatchedReview} from '../support/a-watched-review.js'

const now = new Date('2025-04-01T12:00:00Z')
const frame = {now, paint: plainPaint, width: 80}
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

/** A run of the daemon that began 14 s ago. */
const running = (
  progress: Partial<NonNullable<NonNullable<WatchedReview['running']>['progress']>> | null,
  run: Parameters<typeof aRun>[0] = {},
): Partial<WatchedReview> => ({
  running: {
    run: aRun({status: 'running', startedAt: ago(14), ...run}),
    progress: progress && {
      runId: 'run-1',
      reviewName: 'weekly',
      jobId: 'd-1',
      startedAt: ago(14),
      isAlive: true,
      step: 'reading',
      rowsRead: 12_300,
      share: null,
      ...progress,
    },
  },
})

const lastRun = (status: 'failed' | 'missed' | 'cancelled', errorMessage: string | null) => ({
  lastRun: {id: 'run-1', status, healthScore: null, completedAt: ago(60), errorCode: null, errorMessage},
})

describe('the state of a review', () => {
  it.each<[string, Partial<WatchedReview>, string]>([
    ['never ran', {}, 'no run yet'],
    ['all is well', {results: [aResult()]}, 'ok'],
    ['a message did not arrive', {results: [aResult({undelivered: 2})]}, '2 not sent'],
    ['reads a file', running({share: 0.52}), 'running ██████░░░░░░ 52% 0:14 reading 12,300 rows'],
    [
      'has read all of it',
      running({share: 1, step: 'reading', rowsRead: 1}),
      'running ████████████ 100% 0:14 reading 1 row',
    ],
    ['reads a CRM, which does not tell how much there is', running({}), 'running 0:14 reading 12,300 rows'],
    ['nothing is told yet', running({step: null, rowsRead: null}), 'running 0:14'],
    ['runs in a command, not in the daemon', running(null), 'running 0:14'],
    [
      'runs for the third time',
      running({step: 'judging'}, {retryCount: 2}),
      'running 0:14 judging 12,300 rows, attempt 3',
    ],
    [
      'its process died',
      running({isAlive: false, step: null, rowsRead: null}),
      'running its process is gone',
    ],
    ['waits for a thread', {waiting: aRun({status: 'queued', queuedAt: ago(75)})}, 'waiting 1:15'],
    [
      'waits before another attempt',
      {
        waiting: aRun({
          status: 'queued',
          queuedAt: ago(-130),
          retryCount: 1,
          errorMessage: 'the answer was 503',
        }),
      },
      'again in 2:10: the answer was 503',
    ],
    [
      'might try again already',
      {waiting: aRun({status: 'queued', queuedAt: ago(3), retryCount: 1, errorMessage: 'no answer'})},
      'waiting 0:03 to try again: no answer',
    ],
    ['is paused', {isActive: false}, 'paused'],
    ['is paused for a reason', {isActive: false, pausedReason: 'CRM migration'}, 'paused: CRM migration'],
    ['may not log in', {connectionNeedsLogin: 'the token was revoked'}, 'needs login: the token was revoked'],
    ['failed', lastRun('failed', 'there is no such file'), 'failed: there is no such file'],
    ['was missed', lastRun('missed', 'nothing ran'), 'missed: nothing ran'],
    ['was missed, and says so itself', lastRun('missed', 'missed: it was late'), 'missed: it was late'],
    ['was cancelled', lastRun('cancelled', null), 'cancelled'],
    [
      'was cancelled by somebody',
      lastRun('cancelled', 'cancelled by another command'),
      'cancelled by another command',
    ],
    ['runs though it is paused', {...running({}), isActive: false}, 'running 0:14 reading 12,300 rows'],
    [
      'hostile words',
      lastRun('failed', 'red \u001b[31m\u202etxt\nline'),
      'failed: red \\u{1b}[31m\\u{202e}txt line',
    ],
  ])('%s', (_, changes, text) => {
    expect(listCell.state(listRow(aWatchedReview(changes)), frame).text).toBe(text)
  })
})

describe('the time of a review', () => {
  it.each<[string, Partial<WatchedReview>, string]>([
    ['counts down', {nextRunAt: ago(-299)}, '4:59'],
    ['is now', {nextRunAt: ago(0)}, 'due now'],
    ['has passed', {nextRunAt: ago(5)}, 'due now'],
    ['is days away', {nextRunAt: ago(-200_000)}, '2d 7h'],
    ['never comes again', {nextRunAt: null}, 'never'],
    ['does not come while it is paused', {isActive: false, nextRunAt: null}, '-'],
  ])('%s', (_, changes, text) =>
    expect(listCell.next(listRow(aWatchedReview(changes)), frame).text).toBe(text),
  )
})

it.each([
  [65.4, '65 yellow'],
  [79.6, '79 yellow'],
  [80, '80 green'],
  [59.9, '59 red'],
  [5, ' 5 red'],
  [100, '100 green'],
  [null, 'no score'],
] as const)('a score of %d is shown with its band in words: %s', (healthScore, text) => {
  const row = listRow(aWatchedReview({results: [aResult({healthScore})]}))
  expect(listCell.score(row, frame).text).toBe(text)
})

it('the last result: when, how much, what is at risk, and what was not sent', () => {
  const row = listRow(
    aWatchedReview({
      results: [
        aResult({healthScore: 20}),
        aResult({healthScore: 90, isUnderOtherRules: true, undelivered: 3}),
      ],
    }),
  )
  const text = (key: keyof typeof listCell) => listCell[key](row, frame).text
  expect([text('last'), text('trend'), text('risk'), text('unsent')]).toEqual([
    '1h ago, 6 findings',
    '▂|█',
    '2',
    '3',
  ])
})
