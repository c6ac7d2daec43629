import {describe, expect, it} from 'vitest'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'

// As of 1 April 2025.
const entered = (day: string) => ({lastStageChangeAt: `${day}T09:00:00Z`})

function agesOf(deals: readonly DealText[], given: ReviewGiven = {}) {
  const {stageAges} = aReview(
    deals.map((deal, index) => aDeal({id: `d${index}`, ...deal})),
    given,
  ).summary
  return stageAges!.map(({stage, deals, medianDays, longestDays}) => [stage, deals, medianDays, longestDays])
}

describe('the days in a stage', () => {
  const three = [entered('2025-03-31'), entered('2025-03-22'), entered('2025-01-01')]

  it.each<[string, readonly DealText[], ReviewGiven, ReturnType<typeof agesOf>]>([
    ['of one deal are both', [entered('2025-03-22')], {}, [['Proposal', 1, 10, 10]]],
    ['of three', three, {}, [['Proposal', 3, 10, 90]]],
    ['of two lie between them', three.slice(0, 2), {}, [['Proposal', 2, 5.5, 10]]],
    ['are counted where no rule looks at them', three, {rules: {}}, [['Proposal', 3, 10, 90]]],
    ['count from its creation', [{lastStageChangeAt: null}], {}, [['Proposal', 1, 31, 31]]],
    ['are 0 for a change after now', [entered('2025-04-09')], {}, [['Proposal', 1, 0, 0]]],
    ['are not known without a date', [{lastStageChangeAt: null, createdAt: null}], {}, []],
    [
      'are those of open deals',
      [...three, {...entered('2020-01-01'), outcome: 'lost'}],
      {},
      [['Proposal', 3, 10, 90]],
    ],
    ['are of no stage where there is none', [{stage: null}], {}, []],
    ['are not known where the source does not tell', three, {without: ['lastStageChangeAt']}, []],
    [
      'stand in the order of the stages',
      [
        {...entered('2025-03-30'), stage: 'Legal'},
        {...entered('2025-01-01'), stage: 'Demo'},
      ],
      {stageOrder: ['Legal', 'Demo']},
      [
        ['Legal', 1, 2, 2],
        ['Demo', 1, 90, 90],
      ],
    ],
    [
      'stand the slowest first where that is not known',
      [
        {...entered('2025-03-30'), stage: 'Legal'},
        {...entered('2025-01-01'), stage: 'Demo'},
      ],
      {},
      [
        ['Demo', 1, 90, 90],
        ['Legal', 1, 2, 2],
      ],
    ],
  ])('%s', (_, deals, given, ages) => expect(agesOf(deals, given)).toEqual(ages))

  const won = (count: number, pipeline: string) =>
    Array.from({length: count}, (_, index) =>
      aDeal({
        id: `${pipeline}${index}`,
        outcome: 'won',
        pipeline,
        createdAt: '2025-01-01T09:00:00Z',
        closeDate: '2025-01-31',
        stageHistory: [
          ['2025-01-01T09:00:00Z', 'Proposal'],
          ['2025-01-13T09:00:00Z', 'Legal'],
        ],
      }),
    )

  it.each([
    {name: '10 wins', rules: {rules: {'stage-stalled': 'on'}}, wins: 10, expected: 12},
    {name: '9 wins', rules: {rules: {'stage-stalled': 'on'}}, wins: 9, expected: null},
    {
      name: '9 wins, where 9 are enough',
      rules: {rules: {'stage-stalled': {minSample: 9}}},
      wins: 9,
      expected: 12,
    },
    {name: 'wins that no rule looks at', rules: {}, wins: 10, expected: null},
  ] as const)('stand beside those of $name of the same pipeline', ({rules, wins, expected}) => {
    const open = ['A', 'B'].map(pipeline => aDeal({id: pipeline, pipeline}))
    const {summary} = aReview([...open, ...won(wins, 'A')], {rules})
    expect(summary.stageAges!.map(({pipeline, wonMedianDays}) => [pipeline, wonMedianDays])).toEqual([
      ['A', expected],
      ['B', null],
    ])
  })
})
