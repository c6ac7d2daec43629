import {describe, expect, it} from 'vitest'
import type {Overview} from '../../src/app/overview.js'
import {displayWidth} from '../../src/report/escape.js'
import {plainPaint} from '../../src/report/paint.js'
import {listView} from '../../src/tui/list-lines.js'
import {listRow} from '../../src/tui/list-row.js'
import {firstListState, type ListState} from '../../src/tui/list-state.js'
import type {Message} from '../../src/tui/message.js'
import {aliveStatus, anOverview, aResult, aWatchedReview} from '../support/a-watched-review.js'

const now = new Date('2025-04-01T12:00:00Z')

const hostile = [
  'plain',
  'ünïcödé 営業レビュー 営業レビュー 営業レビュー',
  '🚀👩‍👩‍👧‍👦 rocket',
  '\u001b[2J\u001b[H gotcha',
  'עברית \u202e txt',
  'e\u0301'.repeat(40),
  'x'.repeat(300),
]
const many = Array.from({length: 40}, (_, index) =>
  aWatchedReview({
    id: `r${index}`,
    name: `${hostile[index % hostile.length]} ${index}`,
    nextRunAt: new Date(now.getTime() + index * 61_000),
    pausedReason: hostile[index % hostile.length]!,
    isActive: index % 3 > 0,
    results: index % 2 ? [aResult({healthScore: index * 2})] : [],
  }),
)

type Given = {
  state?: Partial<ListState>
  message?: Message | null
  start?: number
  columns?: number
  rows?: number
}

function viewOf(
  overview: Overview,
  {columns = 80, rows = 24, state = {}, message = null, start = 0}: Given = {},
) {
  return listView(
    {overview, rows: overview.reviews.map(listRow), state: {...firstListState, ...state}, message, start},
    {now, timeZone: 'America/New_York', columns, rows, paint: plainPaint},
  )
}

describe('the first screen', () => {
  it.each([
    [40, 10],
    [80, 24],
    [113, 33],
    [200, 60],
  ])('of %dx%d has a line less than the terminal, none wider, and no hostile character', (columns, rows) => {
    const {lines} = viewOf(anOverview(many, aliveStatus), {columns, rows, state: {at: 17}})
    expect(lines).toHaveLength(rows - 1)
    expect(lines.filter(line => displayWidth(line) > columns)).toEqual([])
    expect(lines.filter(line => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(line))).toEqual([])
  })

  it('moves its window no more than it has to', () => {
    const overview = anOverview(many, aliveStatus)
    const {start, page} = viewOf(overview)
    expect([start, page]).toEqual([0, 18])
    expect(viewOf(overview, {state: {at: 17}}).start).toBe(0)
    expect(viewOf(overview, {state: {at: 18}}).start).toBe(1)
    expect(viewOf(overview, {state: {at: 18}, start: 10}).start).toBe(10)
    expect(viewOf(overview, {state: {at: 39}, rows: 60, columns: 200}).start).toBe(0)
  })

  it('shows the daemon, the queue, and what each review does', () => {
    const reviews = [
      aWatchedReview({id: 'a', name: 'apac', isActive: false, pausedReason: 'holidays'}),
      aWatchedReview({id: 'w', results: [aResult({healthScore: 50}), aResult()]}),
    ]
    const queue = {
      queued: 3,
      running: 2,
      failed: 1,
      missed: 4,
      skipped: 5,
      overdue: 0,
      crashed: 0,
      nextDueAt: new Date('2025-04-01T12:04:59Z'),
    }
    const {lines} = viewOf(anOverview(reviews, {...aliveStatus, queue}), {
      columns: 120,
      rows: 12,
      state: {at: 1},
    })
    expect(lines.slice(0, 5).map(line => line.trimEnd())).toMatchInlineSnapshot(`
      [
        "revsched  daemon up 1d 3h  pid 4242  version 1.2.3  since Mon 31 Mar 04:15                                      08:00:00",
        "2 reviews  3 waiting, 2 running  24 h: 1 failed, 4 missed, 5 skipped  next due in 4:59",
        "  REVIEW                             NEXT DUE  SCORE      TREND           AT RISK  UNSENT  STATE",
        "  apac                                      -                                              paused: holidays",
        "▶ weekly                               5d 22h  65 yellow  ▅▆                    2          ok",
      ]
    `)
  })

  it.each<[string, Overview, Given, RegExp]>([
    [
      'no daemon ran yet',
      anOverview([]),
      {},
      /^revsched {2}no daemon runs: start one with revsched daemon +08:00:00$/,
    ],
    [
      'the daemon is gone',
      anOverview([], {daemon: {...aliveStatus.daemon!, isAlive: false}}),
      {},
      /^revsched {2}the daemon is gone: start one with revsched daemon/,
    ],
    ['there are no reviews: what to do', anOverview([]), {}, /schedule it: {2}revsched add weekly/],
    [
      'something is overdue',
      anOverview([], {...aliveStatus, problems: [{message: '2 reviews are overdue', fix: 'see the log'}]}),
      {},
      /^! 2 reviews are overdue; see the log$/,
    ],
    ['a filter', anOverview(many), {state: {filter: 'rocket'}}, /^filter "rocket": 40 shown, esc shows all$/],
    [
      'a filter that is typed',
      anOverview(many),
      {state: {filter: 'ro\u001b', isTyping: true}},
      /^filter: ro\\u\{1b\}▏$/,
    ],
    ['a filter without a match', anOverview([]), {state: {filter: 'x'}}, /no scheduled reviews yet/],
    ['another order', anOverview(many), {state: {sort: 'score'}}, /^sorted by score$/],
    [
      'a question',
      anOverview(many),
      {state: {confirming: {runId: '3f2a91c0-1', name: 'weekly'}}},
      /^cancel run 3f2a91c0 of weekly\? y\/n$/,
    ],
    ['an error', anOverview(many), {message: {kind: 'error', text: 'it\nfailed'}}, /^it failed$/],
    [
      'what to do about a long one, in a line of its own',
      anOverview(many),
      {message: {kind: 'error', text: `${'it failed, '.repeat(7)}(revsched report latest)`}},
      /^it failed, \(revsched report latest\)$|^\(revsched report latest\)$/,
    ],
  ])('tells: %s', (_, overview, given, line) =>
    expect(viewOf(overview, given).lines.filter(text => line.test(text))).toHaveLength(1),
  )
})
