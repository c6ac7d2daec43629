import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {ReviewSummary, SkipReason} from '../../../src/domain/review/analysis.js'
import {refuseOtherDeals, sinceBaseline} from '../../../src/domain/review/since-baseline.js'
import type {Severity} from '../../../src/domain/rules/severity.js'
import type {DealDraft} from '../../support/a-reviewed-deal.js'
import {anAnalysis} from '../../support/an-analysis.js'

const severities = {
  'close-date-past': 'critical',
  'no-recent-activity': 'high',
  'missing-next-step': 'medium',
} as const satisfies Record<string, Severity>
type RuleId = keyof typeof severities
const ruleIds = Object.keys(severities) as RuleId[]

/** Deals by id with the rules that they violate; equal messages in no two reviews. */
let messages = 0
function analysisOf(
  found: Readonly<Record<string, readonly RuleId[]>>,
  summary: Partial<ReviewSummary> = {},
) {
  const deals = Object.entries(found).map(
    ([id, rules]): DealDraft => ({
      id,
      findings: rules.map(ruleId => ({
        ruleId,
        severity: severities[ruleId],
        message: `message ${messages++}`,
      })),
    }),
  )
  return anAnalysis({deals, summary})
}

const shown = (now: ReturnType<typeof anAnalysis>, then: ReturnType<typeof anAnalysis>, onlyNew: boolean) =>
  sinceBaseline(now, {runId: 'run-0', analysis: then}, {onlyNew})

const marks = ({analysis}: ReturnType<typeof shown>) =>
  [...analysis.deals()].map(({id, findings}) =>
    [id, ...findings.map(f => `${f.ruleId} ${f.isNew}`)].join(' '),
  )

describe('a review since a baseline', () => {
  const then = analysisOf({a: ['missing-next-step'], b: ['close-date-past'], gone: ['close-date-past']})
  const now = analysisOf({
    a: ['close-date-past', 'missing-next-step'],
    b: ['close-date-past'],
    c: ['no-recent-activity'],
    fine: [],
  })

  it('marks what the baseline had too, by rule and deal, whatever it said', () => {
    expect(marks(shown(now, then, false))).toEqual([
      'a close-date-past true missing-next-step false',
      'b close-date-past false',
      'c no-recent-activity true',
      'fine',
    ])
  })

  it('leaves out what it had, and deals without new findings', () => {
    const result = shown(now, then, true)
    expect(marks(result)).toEqual(['a close-date-past true', 'c no-recent-activity true'])
    const [a, c] = result.analysis.deals()
    expect(a!.leftOut).toEqual({
      findings: 1,
      pointsLost: expect.closeTo(a!.pointsLost - a!.findings[0]!.pointsLost),
    })
    expect(c!.leftOut).toBeUndefined()
  })

  it.each([true, false])('counts both, onlyNew %s', onlyNew => {
    expect(shown(now, then, onlyNew).baseline).toMatchObject({
      runId: 'run-0',
      asOf: then.summary.asOf,
      onlyNew,
      findingsNew: 2,
      findingsKnown: 2,
      findingsNotJudgedThen: 0,
      newBySeverity: {critical: 1, high: 1, medium: 0, low: 0, info: 0},
      portfolioNew: 0,
      portfolioKnown: 0,
      rulesNotRunThen: [],
    })
  })

  it('counts new findings by rule, and keeps the score, the totals and the points and health of deals', () => {
    const {summary, deals} = shown(now, then, true).analysis
    const violated = summary.rules.map(rule => [rule.ruleId, rule.violated])
    expect(Object.fromEntries(violated)).toMatchObject({'close-date-past': 1, 'missing-next-step': 0})
    expect({...summary, rules: 0}).toEqual({...now.summary, rules: 0})
    const [first] = now.deals()
    expect([...deals()][0]).toMatchObject({
      pointsLost: first!.pointsLost,
      health: first!.health,
      risk: first!.risk,
    })
    expect(shown(now, then, false).analysis.summary).toBe(now.summary)
  })

  it('of the pipeline as a whole knows what the baseline had of the same rule', () => {
    const coverage = (message: string) =>
      ({ruleId: 'coverage-below-target', severity: 'high', message}) as const
    const cluster = {ruleId: 'no-recent-activity', severity: 'medium', message: 'm'} as const
    const result = shown(
      analysisOf({}, {portfolio: [coverage('2.1 times'), cluster]}),
      analysisOf({}, {portfolio: [coverage('2.4 times')]}),
      true,
    )
    expect(result.analysis.summary.portfolio).toEqual([cluster])
    expect(result.baseline).toMatchObject({portfolioNew: 1, portfolioKnown: 1})
  })

  const skipped = (skippedReason: SkipReason) => (rules: ReviewSummary['rules']) =>
    rules.map(rule => ({...rule, skippedReason}))

  it.each<{name: string; change: ReturnType<typeof skipped>; isNew: boolean | null}>([
    {name: 'was not on', change: () => [], isNew: null},
    {name: 'lacked a field', change: skipped('field-unavailable'), isNew: null},
    {name: 'had no review before', change: skipped('first-review'), isNew: true},
    {name: 'had no deal to judge', change: skipped('no-deals'), isNew: true},
  ])('says of what a rule finds that $name then: new $isNew', ({change, isNew}) => {
    const cluster = {ruleId: 'missing-next-step', severity: 'medium', message: 'm'} as const
    const before = analysisOf({b: ['close-date-past']}, {portfolio: [cluster]})
    const without = analysisOf({}, {rules: change(before.summary.rules)})
    expect(marks(shown(before, without, false))).toEqual([`b close-date-past ${isNew}`])
    const left = shown(before, without, true)
    expect(marks(left)).toEqual(isNew ? ['b close-date-past true'] : [])
    expect(left.analysis.summary.portfolio).toHaveLength(isNew ? 1 : 0)
    const [judged, notJudged] = isNew ? [1, 0] : [0, 1]
    expect(left.baseline).toMatchObject({
      findingsNew: judged,
      findingsKnown: 0,
      findingsNotJudgedThen: notJudged,
      newBySeverity: {critical: judged},
      portfolioNew: judged,
      portfolioKnown: 0,
      portfolioNotJudgedThen: notJudged,
      rulesNotRunThen: isNew ? [] : ['Close date past'],
    })
  })

  it('adds up and leaves nothing known, for any two reviews', () => {
    const review = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', '__proto__'),
      fc.uniqueArray(fc.constantFrom(...ruleIds)),
    )
    fc.assert(
      fc.property(review, review, (one, other) => {
        const [later, earlier] = [analysisOf(one), analysisOf(other)]
        const {analysis, baseline} = shown(later, earlier, true)
        const left = [...analysis.deals()].flatMap(({id, findings}) => findings.map(f => `${id} ${f.ruleId}`))
        const had = new Set(
          [...earlier.deals()].flatMap(({id, findings}) => findings.map(f => `${id} ${f.ruleId}`)),
        )
        expect(left.filter(finding => had.has(finding))).toEqual([])
        expect(baseline.findingsNew).toBe(left.length)
        expect(baseline.findingsNew + baseline.findingsKnown).toBe(later.summary.issuesFound)
        for (const deal of analysis.deals()) {
          const parts = deal.findings.reduce((sum, f) => sum + f.pointsLost, deal.leftOut?.pointsLost ?? 0)
          expect(parts).toBeCloseTo(deal.pointsLost, 9)
        }
      }),
    )
  })
})

describe('a baseline of other deals', () => {
  const run = (scheduledReviewId: string | null) => ({
    id: 'abcd1234-5',
    reviewName: 'apac',
    scheduledReviewId,
  })

  it.each([
    ['of the same review', 'r1', 'file "a"', {scheduledReviewId: 'r1', label: 'file "a"'}],
    [
      'of the same review, its connection renamed',
      'r1',
      'file "old"',
      {scheduledReviewId: 'r1', label: 'file "a"'},
    ],
    [
      'of another review of the same connection',
      'r2',
      'file "a"',
      {scheduledReviewId: 'r1', label: 'file "a"'},
    ],
    ['of a bare connection', null, 'file "a"', {scheduledReviewId: null, label: 'file "a"'}],
  ])('is none where it is %s', (_, review, label, now) => {
    expect(() => refuseOtherDeals({run: run(review), label}, now)).not.toThrow()
  })

  it.each([
    ['another review of another connection', 'r2', {scheduledReviewId: 'r1', label: 'file "a"'}],
    ['two bare connections', null, {scheduledReviewId: null, label: 'file "a"'}],
  ])('is refused: %s', (_, review, now) => {
    expect(() => refuseOtherDeals({run: run(review), label: 'file "b"'}, now)).toThrow(
      'run abcd1234 of "apac" is no baseline for this review: it read file "b", not file "a"',
    )
  })
})
