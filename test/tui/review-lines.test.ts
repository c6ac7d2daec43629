import {describe, expect, it} from 'vitest'
import {browseRun} from '../../src/app/browsed-run.js'
import {pipelineAmounts} from '../../src/app/pipeline-amounts.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {displayWidth} from '../../src/report/escape.js'
import {plainPaint} from '../../src/report/paint.js'
import {dealLines, historyLines} from '../../src/tui/deal-lines.js'
import {logLines, scrolledTo} from '../../src/tui/log-lines.js'
import {reviewView} from '../../src/tui/review-lines.js'
import {firstReviewState, type ReviewState} from '../../src/tui/review-state.js'
import {reviewTable} from '../../src/tui/review-tables.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'
import {fakeClock} from '../support/fake-clock.js'
import {sampleDeals} from '../support/sample-pipeline.js'

const clock = fakeClock('2025-04-01T13:00:00Z')
const hostile = '営業 \u001b[2J\u202e 🚀'.repeat(20)
const deals = sampleDeals.map((deal, index) =>
  index === 0
    ? {...deal, name: hostile, owner: hostile, stage: hostile, url: `https://crm.example/${'x'.repeat(300)}`}
    : deal,
)
const analysis = anAnalysis({deals})
const browsed = await browseRun(
  {
    readAnalysis: async () => encodeAnalysis(analysis),
    runTrends: async () =>
      [40, 50, 60].map(healthScore => ({
        runId: 'r',
        healthScore,
        isUnderOtherRules: false,
        failureRates: {},
      })),
  },
  aRun(),
)
const amounts = await pipelineAmounts(browsed.analysis, clock, new AbortController().signal)
const hostileId = browsed.deals.find(({name}) => name === hostile)!.id

function viewOf(changes: Partial<ReviewState>, {columns = 80, rows = 24, isRead = true} = {}) {
  const state = {...firstReviewState, ...changes}
  const style = {paint: plainPaint, locale: null}
  const frame = {timeZone: 'UTC', width: columns, ...style}
  const history = [
    {run: aRun(), asOf: clock.now(), deal: browsed.deals.find(({id}) => id === state.dealId) ?? null},
    {run: aRun(), asOf: clock.now(), deal: null},
  ]
  const deal =
    state.dealId === null
      ? []
      : [...dealLines(browsed, {dealId: state.dealId, amounts}, frame), ...historyLines(history, frame)]
  const table = reviewTable(browsed, {tab: state.tab, only: state.only, ...style})
  return reviewView(
    {name: 'weekly', browsed: isRead ? browsed : null, runs: 3, table, state, deal, message: null, start: 0},
    {now: clock.now(), timeZone: 'UTC', columns, rows, paint: plainPaint},
  )
}

describe('the second screen', () => {
  const sizes = [
    [40, 10],
    [80, 24],
    [200, 60],
  ] as const
  const states: Partial<ReviewState>[] = [
    {tab: 'rules'},
    {tab: 'owners', filter: 'x'},
    {tab: 'deals', only: {kind: 'owner', key: hostile, label: hostile}},
    {tab: 'deals', dealId: hostileId},
    {tab: 'deals', dealId: hostileId, scroll: 10},
    {isTyping: true, filter: hostile.slice(0, 60)},
  ]

  it.each(sizes.flatMap(([columns, rows]) => states.map(state => ({columns, rows, state}))))(
    'of $columns x $rows has a line less than the terminal, none wider: $state',
    ({columns, rows, state}) => {
      for (const isRead of [true, false]) {
        const {lines} = viewOf(state, {columns, rows, isRead})
        expect(lines).toHaveLength(rows - 1)
        expect(lines.filter(line => displayWidth(line) > columns)).toEqual([])
        expect(lines.filter(line => /[\u0000-\u001f\u007f-\u009f\u202e]/.test(line))).toEqual([])
      }
    },
  )

  it('tells what narrows the table, and what there is none of', () => {
    expect(viewOf({tab: 'deals', filter: 'nobody'}).lines.slice(1, 4)).toEqual([
      expect.stringMatching(/^ 1 rules {3}2 owners {2}\[3 deals\] {2}filter "nobody" +score ▄▅▅$/),
      expect.stringContaining('DEAL'),
      '  nothing of that kind',
    ])
  })

  it('knows what is selected, also behind a filter', () => {
    expect(viewOf({tab: 'rules', at: 1}).seen.selected).toMatchObject({key: 'no-recent-activity'})
    expect(viewOf({tab: 'rules', at: 9}).seen.selected).toMatchObject({key: expect.any(String)})
    expect(viewOf({tab: 'rules', filter: 'nothing'}).seen).toMatchObject({count: 0, selected: null})
  })
})

describe('the log', () => {
  const entries = Array.from({length: 50}, (_, index) => ({
    at: clock.now(),
    kind: 'done' as const,
    text: `entry ${index} ${'x'.repeat(100)}`,
  }))
  const shown = (fromEnd: number) =>
    logLines(
      {entries, fromEnd, message: null},
      {now: clock.now(), timeZone: 'UTC', columns: 40, rows: 13, paint: plainPaint},
    )

  it.each([
    [0, 'entry 41', 'entry 49', 'follows what comes'],
    [10, 'entry 31', 'entry 39', '10 newer below'],
    [999, 'entry 0 ', 'entry 8 ', '41 newer below'],
  ])('%d from the end shows %s to %s', (fromEnd, first, last, place) => {
    const lines = shown(fromEnd)
    expect(lines).toHaveLength(12)
    expect(lines.filter(line => displayWidth(line) > 40)).toEqual([])
    expect([lines[0], lines[1], lines[9]]).toEqual([
      expect.stringContaining(place),
      expect.stringContaining(first),
      expect.stringContaining(last),
    ])
  })

  it.each([
    ['up', 0, 1],
    ['page-up', 0, 10],
    ['down', 1, 0],
    ['down', 0, 0],
    ['home', 0, 40],
    ['end', 40, 0],
    ['up', 999, 40],
    ['x', 3, null],
  ])('%s leads from %d above the end to %d', (key, from, to) =>
    expect(scrolledTo(key, from, {count: 50, page: 10})).toBe(to),
  )
})
