import {describe, expect, it} from 'vitest'
import type * as z from 'zod/mini'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {dayCount, noOptions, share, wholeNumber} from '../../../src/domain/rules/options.js'

type Kind = {kind: string; option: z.ZodMiniType; fallback: unknown; allowed: unknown[]; refused: unknown[]}

const kinds: Kind[] = [
  {
    kind: 'a number of days',
    option: dayCount(14),
    fallback: 14,
    allowed: [0, 1, 36_525],
    refused: [-1, 36_526, 0.5, '14', null, true, Number.NaN, Number.POSITIVE_INFINITY, [14]],
  },
  {
    kind: 'a share',
    option: share(0.2),
    fallback: 0.2,
    allowed: [0, 0.001, 0.5, 1],
    refused: [-0.001, 1.001, 20, '0.2', '20%', null, Number.NaN],
  },
  {
    kind: 'a whole number',
    option: wholeNumber('deals', [3, 5], 4),
    fallback: 4,
    allowed: [3, 4, 5],
    refused: [2, 6, 3.5, '4', null],
  },
]

describe.each(kinds)('$kind', ({option, fallback, allowed, refused}) => {
  it.each(allowed)('may be %j', value => expect(option.parse(value)).toBe(value))
  it.each(refused)('may not be %j', value => expect(option.safeParse(value).success).toBe(false))
  it('has a default', () => expect(option.parse(undefined)).toBe(fallback))
})

describe('no options', () => {
  it('allow nothing', () => {
    expect(noOptions.parse({})).toEqual({})
    expect(noOptions.safeParse({days: 1}).success).toBe(false)
  })
})

/** `option=default` of every rule, as the catalogue gives them. */
const defaults: Record<string, Record<string, unknown>> = {
  'missing-amount': {fromProbability: 0.2},
  'missing-close-date': {},
  'missing-owner': {},
  'inactive-owner': {},
  'missing-account': {},
  'missing-contact': {fromProbability: 0.2},
  'missing-decision-maker': {
    roles: [
      'Decision Maker',
      'Economic Buyer',
      'Economic Decision Maker',
      'Executive Sponsor',
      'Budget Holder',
    ],
    fromProbability: 0.6,
  },
  'missing-next-step': {minLength: 3},
  'placeholder-text': {
    patterns: [
      'tbd',
      'tba',
      'n/a',
      'na',
      'none',
      'todo',
      'test',
      'xxx',
      'unknown',
      'pending',
      'asap',
      'follow up',
    ],
  },
  'stage-required-fields': {byStage: {}},
  'missing-forecast-category': {},
  'close-date-past': {graceDays: 0},
  'close-date-too-far': {maxDays: 365},
  'close-date-default': {},
  'next-step-stale': {days: 21},
  'overdue-task': {},
  'unknown-stage': {},
  'probability-override': {delta: 0.2},
  'close-date-unrealistic': {fraction: 0.5, minSample: 10, fallbackDays: 14, fallbackProbability: 0.5},
  'amount-outlier': {multiple: 5, minSample: 10},
  'duplicate-deal': {amountTolerance: 0.05, days: 30, nameSimilarity: 0.5},
  'currency-unconvertible': {},
  'stage-stalled': {days: 30, byStage: {}, multiple: 1.5, minSample: 10},
  'deal-too-old': {multiple: 2, minSample: 10},
  'stage-regressed': {lookbackDays: 30},
  'stage-skipped': {maxJump: 1, lookbackDays: 30},
  'close-date-pushed': {warn: 2, fail: 3},
  'close-date-crossed-period': {period: 'quarter', lookbackDays: 30},
  'no-recent-activity': {days: 30, lateDays: 14, lateFromProbability: 0.5, closingWithinDays: 30},
  'no-future-activity': {fromProbability: 0.4},
  'never-contacted': {ageDays: 14},
  'single-threaded': {minAmount: 50_000, fromProbability: 0.4},
  'forecast-category-mismatch': {commitFromProbability: 0.6, lateFromProbability: 0.75},
  'commit-at-risk': {silentDays: 14, pushedDays: 30},
  'close-date-clustering': {share: 0.4, businessDays: 5, minDeals: 5},
  'coverage-below-target': {quota: null, ratio: 3},
  concentration: {dealShare: 0.3, ownerShare: 0.4, minDeals: 5},
  'slipped-since-review': {days: 1},
  'amount-dropped-since-review': {share: 0.2},
  'stage-back-since-review': {},
  'forecast-downgraded-since-review': {},
  'late-arrival': {fromProbability: 0.6},
  'no-meaningful-change': {reviews: 3, minDays: 14},
  'unresolved-violation': {reviews: 3, minDays: 7, fromSeverity: 'high'},
  'disappeared-since-review': {},
}

describe('the options of the rules', () => {
  it.each(allRules)('$id has the defaults of the catalogue', ({id, options}) => {
    expect(options.parse({})).toEqual(defaults[id])
  })

  it.each(allRules)('$id refuses an option that it does not have', ({options}) => {
    expect(options.safeParse({unheardOf: 1}).success).toBe(false)
  })

  const own: {id: string; option: string; allowed: unknown[]; refused: unknown[]}[] = [
    {id: 'deal-too-old', option: 'multiple', allowed: [0.1, 1.5, 100], refused: [0, 0.09, 100.1, '2']},
    {id: 'deal-too-old', option: 'minSample', allowed: [1, 1_000_000], refused: [0, 1_000_001, 1.5]},
    {id: 'stage-stalled', option: 'multiple', allowed: [0.1, 1.5, 100], refused: [0, 0.09, 100.1, '2']},
    {id: 'stage-stalled', option: 'minSample', allowed: [1, 1_000_000], refused: [0, 1_000_001, 1.5]},
    {id: 'amount-outlier', option: 'multiple', allowed: [0.1, 5, 100], refused: [0, 100.1, null]},
    {id: 'close-date-unrealistic', option: 'fraction', allowed: [0, 0.5, 1], refused: [-0.1, 1.1, '50%']},
    {id: 'missing-next-step', option: 'minLength', allowed: [1, 1000], refused: [0, 1001, 1.5]},
    {id: 'single-threaded', option: 'minAmount', allowed: [0, 0.5, 1e12], refused: [-1, '50k', Number.NaN]},
    {id: 'close-date-clustering', option: 'businessDays', allowed: [1, 30], refused: [0, 31, 1.5]},
    {id: 'close-date-clustering', option: 'minDeals', allowed: [2, 1_000_000], refused: [1, 1_000_001]},
    {
      id: 'coverage-below-target',
      option: 'quota',
      allowed: [null, 0, 0.5, 1e15],
      refused: [-1, '1M', 1.1e15, Number.NaN],
    },
    {id: 'coverage-below-target', option: 'ratio', allowed: [0, 2.5, 1000], refused: [-0.1, 1000.1, null]},
    {id: 'concentration', option: 'minDeals', allowed: [2, 1_000_000], refused: [1, 1_000_001]},
    {id: 'slipped-since-review', option: 'days', allowed: [1, 36_525], refused: [0, 36_526, 1.5]},
    {id: 'no-meaningful-change', option: 'reviews', allowed: [1, 1000], refused: [0, 1001, 1.5]},
    {id: 'unresolved-violation', option: 'reviews', allowed: [2, 1000], refused: [1, 1001, 2.5]},
    {
      id: 'unresolved-violation',
      option: 'fromSeverity',
      allowed: ['critical', 'info'],
      refused: ['warn', 'High', null, 1],
    },
    {
      id: 'stage-stalled',
      option: 'byStage',
      allowed: [{}, {Legal: 0}, {Legal: 36_525, 提案: 3}],
      refused: [{Legal: -1}, {Legal: 36_526}, {Legal: 0.5}, {Legal: '3'}, {Legal: null}, [3], null, 'Legal'],
    },
  ]

  it.each(own)('$option of $id has its limits', ({id, option, allowed, refused}) => {
    const {options} = allRules.find(rule => rule.id === id)!
    const isAllowed = (value: unknown) => options.safeParse({[option]: value}).success
    expect(allowed.filter(value => !isAllowed(value))).toEqual([])
    expect(refused.filter(isAllowed)).toEqual([])
  })
})
