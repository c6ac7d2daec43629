import {describe, expect, it} from 'vitest'
import type {Changes, ReviewSummary} from '../../src/domain/review/analysis.js'
import {bandOf} from '../../src/domain/score/health-score.js'
import {
  asOfText,
  basisTexts,
  checksText,
  confidenceText,
  lastReviewText,
  mixedText,
  portfolioTexts,
  scoredAgainText,
  scoreText,
  sinceText,
  sizeText,
  skippedTexts,
  sourceNotes,
  sourceText,
} from '../../src/report/headline.js'
import {anAnalysis} from '../support/an-analysis.js'

const summaryOf = (summary: Partial<ReviewSummary> = {}) => anAnalysis({summary}).summary
const changesOf = (changes: Partial<Changes>): Changes => ({...summaryOf().changes!, ...changes})
const sourceOf = (source: Partial<ReviewSummary['source']>) =>
  summaryOf({source: {...summaryOf().source, ...source}})

describe('the score', () => {
  it.each<[number | null, ReviewSummary['band'], string]>([
    [65.4, 'yellow', '65 yellow'],
    [79.6, 'yellow', '79 yellow'],
    [100, 'green', '100 green'],
    [0, 'red', '0 red'],
    [null, null, 'no score'],
  ])('%s %s is shown as "%s"', (score, band, text) =>
    expect(scoreText(summaryOf({score, band}), null)).toBe(text),
  )
})

describe('a score of other rules', () => {
  type Score = Pick<ReviewSummary, 'score' | 'band'>
  const of = (score: number | null): Score => ({score, band: score === null ? null : bandOf(score)})

  it.each<[now: number | null, was: number | null, told: string, before: string]>([
    [61.2, 74.4, '61 yellow', '74 yellow'],
    [48.71, 49.42, '48.7 red', '49.4 red'],
    [48.5, 49.49, '48.5 red', '49.5 red'],
    [48.71, 48.74, '49 red', '49 red'],
    [49, 49, '49 red', '49 red'],
    [59.97, 60, '59 red', '60 yellow'],
    [59.97, 59.2, '59.9 red', '59.2 red'],
    [100, 99.7, '100.0 green', '99.7 green'],
    [null, 74.4, 'no score', '74 yellow'],
    [null, null, 'no score', 'no score'],
  ])('%s after %s', (now, was, told, before) => {
    const stored = {...of(was), rulesetName: 'recommended', rulesetFingerprint: 'a'}
    const analysis = anAnalysis({summary: {...of(now), rulesetName: '/etc/own.yaml'}})
    expect(scoredAgainText({analysis, stored, locale: null})).toBe(
      `scored again under own.yaml: ${told}, was ${before} under recommended`,
    )
  })

  it('is told only of a run that was scored again', () =>
    expect(scoredAgainText({analysis: anAnalysis(), locale: null})).toBeNull())
})

describe('the change of the score', () => {
  it.each<[string, number, string]>([
    ['up', 3.24, 'up 3.2 since 2025-03-25'],
    ['down', -8, 'down 8.0 since 2025-03-25'],
    ['less than what is shown', -0.04, 'no change since 2025-03-25'],
  ])('%s', (_, scoreDelta, text) => {
    const changes = changesOf({scoreDelta})
    expect(sinceText(summaryOf({score: changes.since.score! + scoreDelta, changes}), null)).toBe(text)
  })

  it.each([
    {lost: 0.04, text: 'up 3.0 since 2025-03-25'},
    {lost: 0.06, text: 'up 3.0 since 2025-03-25, counting only the checks that ran both times'},
    {lost: 10, text: 'up 3.0 since 2025-03-25, counting only the checks that ran both times'},
  ])('is told beside $lost points that new checks took', ({lost, text}) => {
    const changes = changesOf({scoreDelta: 3})
    expect(sinceText(summaryOf({score: changes.since.score! + 3 - lost, changes}), null)).toBe(text)
  })

  it.each<[string, Partial<Changes>, string]>([
    [
      'not comparable',
      {scoreDelta: null, notComparable: 'the rules changed'},
      'not comparable with 2025-03-25: the rules changed',
    ],
    [
      'no score on one side',
      {scoreDelta: null, notComparable: null},
      'not comparable with 2025-03-25: one of the two has no score',
    ],
  ])('%s', (_, changes, text) => expect(sinceText(summaryOf({changes: changesOf(changes)}), null)).toBe(text))

  it('is nothing for a first review', () => expect(sinceText(summaryOf({changes: null}), null)).toBeNull())
})

describe('times', () => {
  it.each([
    ['UTC', '2025-04-01T12:00:00.000Z', '2025-04-01 12:00 UTC'],
    ['America/New_York', '2025-04-01T02:30:00.000Z', '2025-03-31 22:30 America/New_York'],
    ['Asia/Kolkata', '2025-12-31T18:30:00.000Z', '2026-01-01 00:00 Asia/Kolkata'],
  ])('are those of the review: %s', (timezone, asOf, text) => {
    expect(asOfText(summaryOf({timezone, asOf}), null)).toBe(text)
  })

  it.each([
    ['another day', 'UTC', '2025-03-31T23:59:00.000Z', '2025-03-31'],
    ['the same day', 'UTC', '2025-04-01T00:00:00.000Z', '2025-04-01 00:00'],
    ['the same day in the zone only', 'America/New_York', '2025-04-01T23:00:00.000Z', '2025-04-01 19:00'],
    ['the same day in UTC only', 'America/New_York', '2025-04-01T03:00:00.000Z', '2025-03-31'],
  ])('the last review was on %s', (_, timezone, last, text) => {
    const since = {...summaryOf().changes!.since, asOf: last}
    const asOf = timezone === 'UTC' ? '2025-04-01T12:00:00.000Z' : '2025-04-02T01:00:00.000Z'
    expect(lastReviewText(summaryOf({timezone, asOf}), changesOf({since}), null)).toBe(text)
  })
})

describe('the size of the pipeline', () => {
  const totals = (amount: number) => ({...summaryOf().totals, amount})

  it.each<[string, Partial<ReviewSummary>, string]>([
    [
      'many deals',
      {dealsAnalyzed: 1204, totals: totals(8_200_000), issuesFound: 302, highRiskDeals: 76},
      '1,204 open deals, 8.2M; 302 findings, 76 at high risk',
    ],
    [
      'one deal',
      {dealsAnalyzed: 1, totals: totals(900), issuesFound: 1, highRiskDeals: 0},
      '1 open deal, 900; 1 finding, 0 at high risk',
    ],
    [
      'no amounts',
      {dealsAnalyzed: 44, totals: totals(0), issuesFound: 110, highRiskDeals: 44},
      '44 open deals; 110 findings, 44 at high risk',
    ],
    [
      'no rule',
      {dealsAnalyzed: 44, totals: totals(900), rules: [], issuesFound: 0, highRiskDeals: 0},
      '44 open deals, 900; no rule is on: there is nothing to score',
    ],
    [
      'no rule that could run',
      {dealsAnalyzed: 44, totals: totals(900), checks: {evaluated: 0, skipped: 5}, issuesFound: 0},
      '44 open deals, 900; no check could run: there is nothing to score',
    ],
    [
      'none that judges single deals',
      {dealsAnalyzed: 44, totals: totals(900), score: null, checks: {evaluated: 1, skipped: 4}},
      '44 open deals, 900; no rule about single deals could run, only 1 rule about the pipeline as a whole: there is nothing to score',
    ],
    ['no deals', {dealsAnalyzed: 0}, 'no open deals in scope: there is nothing to score'],
  ])('%s', (_, summary, text) => expect(sizeText(summaryOf(summary), 'en')).toBe(text))
})

describe('amounts of several currencies', () => {
  it.each([
    [undefined, null],
    [['EUR', 'USD'], 'amounts in EUR and USD are added as they stand'],
    [['CHF', 'EUR', 'GBP', 'USD'], 'amounts in CHF, EUR, GBP and USD are added as they stand'],
    [
      ['CHF', 'EUR', 'GBP', 'SEK', 'USD'],
      'amounts in CHF, EUR, GBP and 2 more currencies are added as they stand',
    ],
  ])('%j: %s', (currencies, text) => {
    const totals = {...summaryOf().totals, ...(currencies && {currencies})}
    expect(mixedText({totals}, null)).toBe(text)
  })
})

describe('how far the score can be trusted', () => {
  const checks = {evaluated: 4, skipped: 10}

  it.each<[string, Partial<ReviewSummary>, string | null]>([
    ['few checks', {isLowConfidence: true, checks}, 'low confidence: only 4 of 14 checks ran'],
    ['enough checks', {isLowConfidence: false, checks}, null],
    ['few checks and no score to doubt', {isLowConfidence: true, checks, score: null}, null],
  ])('%s', (_, summary, text) => expect(confidenceText(summaryOf(summary), null)).toBe(text))

  it('counts all checks', () => expect(checksText(summaryOf({checks}), null)).toBe('4 of 14 checks ran'))
})

describe('what was skipped', () => {
  const ruleOf = (
    skippedReason: 'no-benchmark' | 'field-unavailable' | null,
    skippedDetail: string | null,
    missingFields?: string[],
  ) => ({
    ...summaryOf().rules[0]!,
    skippedReason,
    skippedDetail,
    ...(missingFields && {missingFields}),
  })
  const missing = (...fields: string[]) => [ruleOf('field-unavailable', 'it is missing', fields)]
  const text = 'skipped Amount missing: it is missing'
  const map = 'revsched connection test tells how to map a column to a missing field'
  const ofCrm =
    'the CRM does not have the missing fields, or the user of the connection may not see them: revsched rules explain <rule> names them'

  it.each<[string, ReviewSummary['rules'], string[]]>([
    ['nothing', [ruleOf(null, null)], []],
    [
      'a rule without enough won deals',
      [ruleOf('no-benchmark', '2 won deals, 10 are needed'), ruleOf(null, null)],
      ['skipped Amount missing: 2 won deals, 10 are needed'],
    ],
    ['a field that a column may have', missing('amount'), [text, map]],
    [
      'a field that no column has',
      missing('stageHistory'),
      [text, 'no column of a file gives stageHistory: revsched rules explain <rule> tells what does'],
    ],
    [
      'all kinds of fields, each once',
      [...missing('amount', 'contactRoles', 'Champion__c'), ...missing('stageHistory', 'contactRoles')],
      [
        text,
        text,
        map,
        'no column of a file gives contactRoles, stageHistory: revsched rules explain <rule> tells what does',
        'custom fields are columns of the same name: Champion__c',
      ],
    ],
    [
      'a field that the review did not fetch, or a review of an earlier version',
      [ruleOf('field-unavailable', null)],
      ['skipped Amount missing: field-unavailable'],
    ],
  ])('of a file: %s', (_, rules, texts) => expect(skippedTexts(summaryOf({rules}))).toEqual(texts))

  it.each([['amount'], ['stageHistory'], ['Champion__c']])('of a CRM: no hint of columns for %s', field => {
    const source = {...summaryOf().source, label: 'salesforce "acme"'}
    expect(skippedTexts(summaryOf({rules: missing(field), source}))).toEqual([text, ofCrm])
  })
})

describe('unused overrides', () => {
  const unused = (pipeline: string) => ({when: `pipeline ${pipeline}`, deals: 0})
  const told = (summary: Partial<ReviewSummary>) =>
    basisTexts(summaryOf(summary), null).filter(text => /override/.test(text))

  it.each<[name: string, Partial<ReviewSummary>, texts: string[]]>([
    ['none', {}, []],
    ['one that is used', {overrides: [{when: 'stage Legal', deals: 1}]}, []],
    ['one', {overrides: [unused('A')]}, ['override unused: no open deal has pipeline A']],
    ['one of no deals at all', {overrides: [unused('A')], dealsAnalyzed: 0}, []],
    [
      'many',
      {overrides: ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(unused)},
      [
        ...['A', 'B', 'C', 'D', 'E'].map(name => `override unused: no open deal has pipeline ${name}`),
        'and 2 more overrides',
      ],
    ],
  ])('are told: %s', (_, summary, texts) => expect(told(summary)).toEqual(texts))
})

describe('the source', () => {
  const refusal = (row: number) => ({row, column: 'Amount', value: 'a lot', reason: 'not a number'})

  it.each([
    [0, 'read from file "emea": 10 rows; 6 open deals, 2 won, 1 lost'],
    [1, 'read from file "emea": 10 rows, 1 refused; 6 open deals, 2 won, 1 lost'],
    [1200, 'read from file "emea": 10 rows, 1,200 refused; 6 open deals, 2 won, 1 lost'],
  ])('with %d refused rows', (refusedCount, text) =>
    expect(sourceText(sourceOf({refusedCount}), null)).toBe(text),
  )

  it('with a filter', () =>
    expect(sourceText(sourceOf({refusedCount: 0, filter: 'stage Proposal'}), null)).toBe(
      'read from file "emea": 10 rows, of which only stage Proposal; 6 open deals, 2 won, 1 lost',
    ))

  it.each<[string, Partial<ReviewSummary['source']>, string[]]>([
    ['nothing to know', {refusedCount: 0, refusals: []}, []],
    ['a warning', {refusedCount: 0, refusals: [], warnings: ['two currencies']}, ['two currencies']],
    [
      'a row that is broken as a whole',
      {refusedCount: 1, refusals: [{row: 9, column: null, value: '', reason: 'too few fields'}]},
      ['refused row 9: too few fields'],
    ],
    [
      'as many as are shown',
      {refusedCount: 3, refusals: [1, 2, 3].map(refusal)},
      [1, 2, 3].map(row => `refused row ${row}, Amount "a lot": not a number`),
    ],
    [
      'one more than are shown',
      {refusedCount: 4, refusals: [1, 2, 3, 4].map(refusal)},
      [...[1, 2, 3].map(row => `refused row ${row}, Amount "a lot": not a number`), 'and 1 more row refused'],
    ],
  ])('notes: %s', (_, source, notes) => expect(sourceNotes(sourceOf(source), null)).toEqual(notes))
})

describe('coverage', () => {
  const coverage = {quota: 100, won: 20, open: 320, ratio: 4, target: 3}
  const below = {
    ruleId: 'coverage-below-target',
    severity: 'high' as const,
    message: 'open pipeline of this quarter covers 1.0 times what is left of the quota (target 3)',
  }

  it.each([
    [
      {coverage},
      ['Coverage: open pipeline of this quarter covers 4.0 times what is left of the quota (target 3)'],
    ],
    [{coverage: {...coverage, ratio: 2.99, target: 2}}, [expect.stringContaining('covers 2.9 times')]],
    [{coverage: {...coverage, ratio: null}}, ['Coverage: the quota of this quarter is reached']],
    [
      {coverage: {...coverage, ratio: 1}, portfolio: [below]},
      [`coverage-below-target (high): ${below.message}`],
    ],
    [
      {portfolio: [{...below, pointsLost: 11.79}]},
      [`coverage-below-target (high, 11.8 points): ${below.message}`],
    ],
    [{}, []],
  ])('is told once, whatever it is: %j', (given, texts) => {
    expect(portfolioTexts(anAnalysis({summary: given}).summary, null)).toEqual(texts)
  })
})
