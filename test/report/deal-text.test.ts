import {describe, expect, it} from 'vitest'
import {dealInPipeline} from '../../src/domain/review/deal-in-pipeline.js'
import {dealJson} from '../../src/report/deal-json.js'
import {dealText} from '../../src/report/deal-text.js'
import {aDeal} from '../support/a-deal.js'
import {aReportInput} from '../support/a-report-input.js'
import {aReview} from '../support/a-review.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'

const text = (id: string, analysis = anAnalysis()) =>
  [...dealText(aReportInput(analysis, {width: 100}), dealInPipeline(analysis, id))].join('')

describe('one deal as text', () => {
  it('says what it lost and by what, what to do, and why it weighs what it weighs', () => {
    expect(text('d1').split('\n')).toEqual([
      'Northwind platform  d1',
      '120,000 EUR, Negotiation, commit, closes 2025-03-10, Ada, Northwind',
      'https://crm.example/d1',
      'EMEA weekly  as of 2025-04-01 14:00 Europe/Berlin',
      '',
      'Lost 13.6 of the 25.2 points that the score is short of 100: 27.2 % of the 50 that its health is',
      '  short of',
      '  10.9  critical  close date 2025-03-10 is 22 days past',
      '                  close-date-past, since 2025-04-01, found for the first time, new',
      '                  → Close the deal or give it a date that it can keep.',
      '   2.7  medium    no next step',
      '                  missing-next-step, since 2025-04-01, found for the first time',
      '                  → Write down what happens next.',
      'Health 50 of 100: its findings take 50 (critical 40, medium 10); high risk: a critical finding',
      'Weighs 27.2 % of the pipeline: half of 37.7 % of the amount (120,000) and half of 16.7 % of the',
      '  deals (1 of 6)',
      '',
    ])
  })

  const past = {ruleId: 'close-date-past', severity: 'critical', message: 'is past'} as const
  const small = {ruleId: 'missing-next-step', severity: 'medium', message: 'no next step'} as const

  it.each([
    ['a deal that lost nothing', {id: 'd'}, ['Lost no points\n', 'Health 100 of 100; no risk\n']],
    ['a medium risk', {id: 'd', findings: [small, small, small]}, ['medium risk: health under 80\n']],
    [
      'health under the limit',
      {id: 'd', findings: [small, small, small, small, small]},
      ['high risk: health under 60\n'],
    ],
    ['a low risk', {id: 'd', findings: [small]}, ['(medium 10); low risk\n']],
    [
      'more points than count',
      {id: 'd', findings: [past, past, past]},
      ['Health 0 of 100: its findings take 120, of which 100 count (critical 40, '],
    ],
    [
      'findings that stand',
      {id: 'd', findings: [{...small, reviews: 3, since: '2025-03-18'}]},
      ['since 2025-03-18, in 3 reviews in a row\n'],
    ],
    [
      'what has not moved',
      {id: 'd', unchangedReviews: 2, unchangedSince: '2025-03-18'},
      ['unchanged since 2025-03-18 (2 reviews)\n'],
    ],
    [
      'no amount anywhere',
      {id: 'd', amount: null},
      ['Weighs 100.0 % of the pipeline: 100.0 % of the deals (1 of 1), as no deal has an amount\n'],
    ],
    ['an amount that it had', {id: 'd', amount: null, lastKnownAmount: 500}, ['(500, its last known one)']],
    ['text that a terminal would obey', {id: 'd', name: 'a\u001b[2Jb'}, ['a\\u{1b}[2Jb  d\n']],
  ])('of %s', (_, deal, expected) => {
    const written = text('d', anAnalysis({deals: [deal]})).replace(/\n {2}(?=\S)/g, ' ')
    for (const part of expected) expect(written).toContain(part)
  })

  it('takes the points of the rule file, and says what is counted once', () => {
    const analysis = aReview([aDeal({closeDate: '2025-03-20', forecastCategory: 'commit', nextStep: null})], {
      rules: {
        rules: {'close-date-past': 'on', 'commit-at-risk': 'on', 'missing-next-step': 'on'},
        score: {points: {critical: 50, medium: 12}, supersede: ['commit-at-risk']},
      },
    })
    const written = text('d1', analysis).replaceAll(/\n {2,}(?=\S)/g, ' ')
    for (const part of [
      'ago (counted by commit-at-risk) close-date-past',
      'Health 38 of 100: its findings take 62 (critical 0, high 50, medium 12); high risk: a critical finding',
    ])
      expect(written).toContain(part)
  })

  it.each([
    ['used', 'Waived: missing-amount until 2027-01-31 (legal review)\n'],
    ['expired', 'Waiver expired: missing-amount until 2027-01-31 (legal review)\n'],
    ['unused', 'Waiver unused: missing-amount until 2027-01-31 (legal review)\n'],
  ] as const)('tells a waiver of it that is %s, and none of another', (status, line) => {
    const waiver = {ruleId: 'missing-amount', until: '2027-01-31', reason: 'legal review', status}
    const waivers = [
      {...waiver, dealId: 'd1'},
      {...waiver, dealId: 'd2', reason: 'another'},
    ]
    const analysis = anAnalysis({summary: {waivers}})
    expect(text('d1', analysis)).toContain(line)
    expect(text('d1', analysis)).not.toContain('another')
    const [json] = dealJson(aReportInput(analysis), dealInPipeline(analysis, 'd1'))
    expect(JSON.parse(json!).deal.waivers).toEqual([waivers[0]])
  })

  it('weighs a deal without an amount by the median, and names it', () => {
    const analysis = anAnalysis({
      deals: [
        {id: 'd', amount: null},
        {id: 'e', amount: 900},
      ],
    })
    expect(text('d', analysis)).toContain('(900, the median, as it has none)')
  })

  it('shows two digits of small shares', () => {
    const many = anAnalysis({
      deals: Array.from({length: 8000}, (_, index) => ({id: `d${index}`, findings: [past]})),
    })
    expect(text('d7', many)).toContain(
      'Lost 0.0050 of the 40.0000 points that the score is short of 100: 0.013 % of the 40',
    )
  })

  it('loses nothing where no check could run', () => {
    expect(text('d1', anAnalysis({summary: {score: null, band: null}}))).toContain(
      'Lost no points: no check could run',
    )
  })
})

it('is JSON with what a program needs', () => {
  const analysis = anAnalysis()
  const input = aReportInput(analysis, {run: aRun({id: 'run-9'})})
  const written = JSON.parse([...dealJson(input, dealInPipeline(analysis, 'd1'))].join(''))
  expect(written.run.id).toBe('run-9')
  expect(written.review).toEqual({
    asOf: analysis.summary.asOf,
    timezone: 'Europe/Berlin',
    score: analysis.summary.score,
    dealsAnalyzed: 6,
  })
  expect(written.deal).toMatchObject({
    id: 'd1',
    health: 50,
    risk: 'high',
    weight: {basis: 'own', amount: 120_000},
  })
  expect(written.deal.findings[0]).toMatchObject({
    ruleId: 'close-date-past',
    since: '2025-04-01',
    fix: 'Close the deal or give it a date that it can keep.',
  })
  expect(100 * written.deal.weight.weight * 0.5).toBeCloseTo(written.deal.pointsLost, 9)
})
