import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Analysis, ReviewedDeal} from '../../../src/domain/review/analysis.js'
import {decodeAnalysis, encodeAnalysis} from '../../../src/domain/review/analysis-document.js'
import {columnsOf} from '../../../src/domain/review/deal-columns.js'
import {aDeal} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'
import {aReviewedDeal} from '../../support/a-reviewed-deal.js'
import {anAnalysis} from '../../support/an-analysis.js'

function plain({summary, deals}: Analysis) {
  return {summary, deals: [...deals()]}
}

/** As they are given, in that order. */
function withDeals(deals: readonly ReviewedDeal[]): Analysis {
  return {...anAnalysis(), deals: () => deals}
}

const hostile = [
  '',
  '\n',
  'a\nb\r\nc',
  '\u0000\u0001\u001b[31m\u007f',
  '\u2028\u2029',
  '"\\\'`',
  '","',
  '🦊𝒜👩🏽‍🚀',
  '\u202Eabc',
  '__proto__',
  'constructor',
  'null',
  '<script>&amp;',
  'é versus e\u0301',
  'x'.repeat(200_000),
  '🦊'.repeat(50_000),
]

function dealOf(text: string): ReviewedDeal {
  const finding = {ruleId: text, severity: 'low', message: text} as const
  const texts = {name: text, account: text, owner: text, pipeline: text, stage: text, currency: text}
  return aReviewedDeal({id: text, ...texts, url: text, findings: [finding]})
}

const empty = {
  name: null,
  account: null,
  owner: null,
  stage: null,
  amount: null,
  currency: null,
  probability: null,
  forecastCategory: null,
  closeDate: null,
} as const

const scored = {
  deals: [
    aDeal({nextStep: null}),
    aDeal({id: 'd2', closeDate: '2025-01-01', forecastCategory: 'commit', owner: null}),
  ],
  rules: {
    extends: ['revsched:strict'],
    rules: {'coverage-below-target': {quota: 1e6}},
    score: {points: {critical: 41, low: 7}, portfolio: true, supersede: ['commit-at-risk']},
  },
} as const

const shapes: {name: string; analysis: Analysis}[] = [
  {name: 'the sample', analysis: anAnalysis()},
  {name: 'no deals', analysis: anAnalysis({deals: []})},
  {name: 'one deal', analysis: anAnalysis({deals: [{}]})},
  {name: 'a deal of which nothing is known', analysis: anAnalysis({deals: [empty]})},
  {name: 'the first review', analysis: anAnalysis({summary: {changes: null}})},
  {name: 'hostile text in every field of a deal', analysis: withDeals(hostile.map(dealOf))},
  {
    name: 'hostile text in the summary',
    analysis: anAnalysis({summary: {rulesetName: hostile.join(), timezone: hostile.join('\n')}}),
  },
  {
    name: 'extreme numbers',
    analysis: withDeals(
      [0, 0.1 + 0.2, 5e-324, Number.MAX_VALUE, -1.5, 2 ** 53 - 1].map(amount =>
        aReviewedDeal({amount, pointsLost: amount, health: amount}),
      ),
    ),
  },
  {
    name: 'findings new, known and without a last review',
    analysis: withDeals([
      aReviewedDeal({
        findings: [true, false, null].map(isNew => ({
          ruleId: 'r',
          severity: 'info',
          message: 'm',
          isNew,
          pointsLost: 1 / 3,
        })),
      }),
    ]),
  },
  {
    name: 'a thousand deals, in many blocks',
    analysis: withDeals(
      Array.from({length: 1000}, (_, index) => aReviewedDeal({id: `d${index}`, name: 'n'.repeat(index)})),
    ),
  },
  {name: 'a deal larger than a block', analysis: withDeals([dealOf('y'.repeat(100_000)), aReviewedDeal()])},
  {
    name: 'a review of deals',
    analysis: aReview([aDeal({amount: null, nextStep: null}), aDeal({id: 'd2', closeDate: '2025-01-01'})]),
  },
  {name: 'a review with points of its own', analysis: aReview(scored.deals, scored)},
]

describe('a stored review', () => {
  it.each(shapes)('is read as it was: $name', ({analysis}) => {
    const read = decodeAnalysis(encodeAnalysis(analysis))
    expect(plain(read)).toStrictEqual(plain(analysis))
  })

  it('writes down what a finding cost only where that does not follow from the deal', () => {
    const {summary, deals} = aReview(scored.deals, scored)
    const charged = [...columnsOf(deals(), summary.scoring!)].map(columns => columns.charged)
    expect(charged).toEqual([[]])
  })

  it('yields its deals each time anew', () => {
    const read = decodeAnalysis(encodeAnalysis(anAnalysis()))
    expect([...read.deals()]).toEqual([...read.deals()])
    for (const deal of read.deals()) {
      expect(deal.id).toBe('d1')
      break
    }
    expect([...read.deals()]).toHaveLength(6)
  })

  it('is read from the middle of a larger buffer', () => {
    const bytes = encodeAnalysis(anAnalysis())
    const larger = new Uint8Array(bytes.length + 20).fill(255)
    larger.set(bytes, 7)
    const read = decodeAnalysis(larger.subarray(7, 7 + bytes.length))
    expect(plain(read)).toStrictEqual(plain(anAnalysis()))
  })

  it('is read as it was for any text and amount', () => {
    const text = fc.oneof(fc.string({unit: 'binary'}), fc.constant(null))
    // JSON has no -0.
    const amount = fc.double({noNaN: true, noDefaultInfinity: true}).map(value => value + 0)
    const deal = fc.record({
      id: fc.string({unit: 'binary'}),
      name: text,
      stage: text,
      amount: fc.oneof(amount, fc.constant(null)),
    })
    fc.assert(
      fc.property(fc.array(deal), drafts => {
        const deals = drafts.map(aReviewedDeal)
        expect([...decodeAnalysis(encodeAnalysis(withDeals(deals))).deals()]).toStrictEqual(deals)
      }),
    )
  })
})
