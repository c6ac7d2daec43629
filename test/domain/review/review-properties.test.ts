import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import type {Analysis} from '../../../src/domain/review/analysis.js'
import {type Deal, dealFields} from '../../../src/domain/review/deal.js'
import {allRules, ruleNamed} from '../../../src/domain/rules/all-rules.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {severities} from '../../../src/domain/rules/severity.js'
import {aPreviousReview, everyHours} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'
import {anyDeals} from '../../support/any-deals.js'

/** Every rule, with a benchmark that few wins make. */
const rules: RulesetFile = {
  extends: ['revsched:strict'],
  rules: {'deal-too-old': {minSample: 2}, 'amount-outlier': {minSample: 2}},
}

const openDeals = anyDeals({isOpen: true}).filter(deals => deals.length > 0)

/** Scores are sums of a few dozen numbers. */
const tolerance = 1e-9

const score = {points: {critical: 70, low: 9}, portfolio: true, supersede: ['commit-at-risk']} as const
const scoreOf = (deals: readonly Deal[], file = rules) => aReview(deals, {rules: file}).summary.score

const sumOf = <Item>(items: Iterable<Item>, value: (item: Item) => number) =>
  [...items].reduce((sum, item) => sum + value(item), 0)

/** Rules and deals, by id, with points as `asPoints` gives them. */
function inAnyOrder({summary, deals}: Analysis, asPoints: (points: number) => number) {
  const byId = [...deals()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    rules: summary.rules.map(rule => ({...rule, pointsLost: asPoints(rule.pointsLost)})),
    deals: byId.map(deal => ({
      ...deal,
      pointsLost: asPoints(deal.pointsLost),
      findings: deal.findings.map(found => ({...found, pointsLost: asPoints(found.pointsLost)})),
    })),
  }
}

const changed = (deals: readonly Deal[], at: number, changes: Partial<Deal>) =>
  deals.map((deal, index) => (index === at % deals.length ? {...deal, ...changes} : deal))

const healthOf = (analysis: Analysis, id: string) =>
  [...analysis.deals()].find(deal => deal.id === id)!.health

describe('a review of any deals', () => {
  it('has a score from 0 to 100, or null exactly when no deal is open', () => {
    fc.assert(
      fc.property(anyDeals(), deals => {
        const score = scoreOf(deals)
        const isInRange = score !== null && score >= 0 && score <= 100
        expect(isInRange ? 'in range' : score).toBe(
          deals.some(({outcome}) => outcome === 'open') ? 'in range' : null,
        )
      }),
    )
  })

  it('attributes every point that is lost, to deals, findings, rules and groups alike', () => {
    fc.assert(
      fc.property(openDeals, fc.constantFrom(rules, {...rules, score}), (deals, file) => {
        const {summary, deals: reviewed} = aReview(deals, {rules: file})
        const whole = summary.portfolioPointsLost ?? 0
        const lost = 100 - summary.score! - whole
        expect(sumOf(reviewed(), deal => deal.pointsLost)).toBeCloseTo(lost, 9)
        for (const deal of reviewed())
          expect(sumOf(deal.findings, found => found.pointsLost)).toBeCloseTo(deal.pointsLost, 9)
        expect(sumOf(summary.rules, rule => rule.pointsLost)).toBeCloseTo(lost + whole, 9)
        expect(sumOf(summary.portfolio, found => found.pointsLost ?? 0)).toBeCloseTo(whole, 9)
        const {byStage, byOwner, byForecastCategory} = summary.totals
        for (const groups of [byStage, byOwner, byForecastCategory])
          expect(sumOf(groups, group => group.pointsLost)).toBeCloseTo(lost, 9)
      }),
    )
  })

  it('counts each deal and finding once, everywhere', () => {
    fc.assert(
      fc.property(anyDeals(), deals => {
        const {summary, deals: reviewed} = aReview(deals, {rules})
        const open = deals.filter(({outcome}) => outcome === 'open')
        const all = [...reviewed()]
        expect(all.map(({id}) => id).sort()).toEqual(open.map(({id}) => id).sort())
        const amount = sumOf(open, deal => deal.amount ?? 0)
        const {totals} = summary
        expect(totals.amount).toBe(amount)
        for (const groups of [totals.byStage, totals.byOwner, totals.byForecastCategory]) {
          expect(sumOf(groups, group => group.amount)).toBe(amount)
          expect(sumOf(groups, group => group.deals)).toBe(open.length)
          expect(new Set(groups.map(({key}) => key)).size).toBe(groups.length)
        }
        expect(summary.dealsAnalyzed).toBe(open.length)
        expect(summary.issuesFound).toBe(sumOf(all, deal => deal.findings.length))
        expect(summary.highRiskDeals).toBe(all.filter(({risk}) => risk === 'high').length)
        for (const rule of summary.rules) {
          if ('survey' in ruleNamed(rule.ruleId)) continue
          const found = sumOf(all, deal => deal.findings.filter(({ruleId}) => ruleId === rule.ruleId).length)
          expect(rule.violated).toBe(found)
          expect(rule.checked).toBeGreaterThanOrEqual(found)
          expect(rule.checked).toBeLessThanOrEqual(rule.skippedReason === null ? open.length : 0)
        }
        expect(summary.closedDeals).toEqual({
          won: deals.filter(({outcome}) => outcome === 'won').length,
          lost: deals.filter(({outcome}) => outcome === 'lost').length,
        })
      }),
    )
  })

  it('never counts as checked what a rule could not look at', () => {
    const anyField = fc.constantFrom(...dealFields)
    fc.assert(
      fc.property(anyDeals(), anyField, (deals, field) => {
        const {summary, deals: reviewed} = aReview(deals, {rules, without: [field]})
        const all = [...reviewed()]
        for (const {ruleId, checked, violated, skippedReason} of summary.rules) {
          if (ruleNamed(ruleId).needs.includes(field)) expect(skippedReason).toBe('field-unavailable')
          if (skippedReason === null) continue
          expect([ruleId, checked, violated]).toEqual([ruleId, 0, 0])
          expect(all.flatMap(({findings}) => findings.filter(found => found.ruleId === ruleId))).toEqual([])
        }
        const evaluated = summary.rules.filter(({skippedReason}) => skippedReason === null).length
        expect(summary.checks).toEqual({evaluated, skipped: summary.rules.length - evaluated})
      }),
    )
  })

  it('does not depend on the order of the deals', () => {
    const shuffled = anyDeals().chain(deals =>
      fc.shuffledSubarray(deals, {minLength: deals.length}).map(other => ({deals, other})),
    )
    fc.assert(
      fc.property(shuffled, ({deals, other}) => {
        const [one, two] = [aReview(deals, {rules}), aReview(other, {rules})]
        const near = (points: number) => expect.closeTo(points, 9)
        expect(inAnyOrder(two, points => points)).toEqual(inAnyOrder(one, near))
        expect(two.summary.score ?? -1).toBeCloseTo(one.summary.score ?? -1, 9)
        expect(two.summary.totals.amount).toBe(one.summary.totals.amount)
      }),
    )
  })

  it('does not depend on the unit of the currency', () => {
    fc.assert(
      fc.property(openDeals, fc.constantFrom(0.01, 0.5, 7.3, 1000), (deals, rate) => {
        // The one limit that is an amount is converted too.
        const converted = {...rules.rules, 'single-threaded': {minAmount: 50_000 * rate}}
        const scaled = deals.map(deal => ({
          ...deal,
          amount: deal.amount === null ? null : deal.amount * rate,
        }))
        expect(scoreOf(scaled, {...rules, rules: converted})).toBeCloseTo(scoreOf(deals)!, 6)
      }),
    )
  })

  it('counts an id once: earlier rows of it leave no trace', () => {
    fc.assert(
      fc.property(anyDeals(), anyDeals(), (earlier, deals) => {
        const ids = new Set(deals.map(({id}) => id))
        const repeated = earlier.filter(({id}) => ids.has(id))
        const {summary, deals: reviewed} = aReview([...repeated, ...deals], {rules})
        const once = aReview(deals, {rules})
        expect([...reviewed()]).toEqual([...once.deals()])
        expect({...summary, source: null}).toEqual({...once.summary, source: null})
        expect(summary.source.duplicateIds).toBe(repeated.length)
      }),
    )
  })
})

describe('a series of reviews', () => {
  const weekly = everyHours(24 * 7, 6)
  const anySeries = fc.array(anyDeals({max: 12}), {minLength: 2, maxLength: 6})

  function seriesOf(weeks: readonly Deal[][]): Analysis[] {
    const done: Analysis[] = []
    for (const [index, deals] of weeks.entries()) {
      const previous = index === 0 ? null : {runId: 'run', analysis: done[index - 1]!}
      done.push(aReview(deals, {rules, asOf: weekly[index]!, previous}))
    }
    return done
  }

  const foundIn = (analysis: Analysis) =>
    [...analysis.deals()].flatMap(({id, findings}) =>
      findings.map(found => [`${id} ${found.ruleId}`, found] as const),
    )

  /** Null where the rule did not run in the review before, but for one about changes that had nothing to compare with. */
  function newsOf({summary}: Analysis, found: {earlier: unknown; ruleId: string}): boolean | null {
    if (found.earlier !== undefined) return false
    const {skippedReason} = summary.rules.find(({ruleId}) => ruleId === found.ruleId)!
    return [null, 'no-deals', 'first-review'].includes(skippedReason) ? true : null
  }

  it('attributes every point that is lost, with what has changed', () => {
    fc.assert(
      fc.property(anySeries, weeks => {
        for (const {summary, deals} of seriesOf(weeks)) {
          const lost = summary.score === null ? 0 : 100 - summary.score
          expect(sumOf(deals(), deal => deal.pointsLost)).toBeCloseTo(lost, 9)
          for (const deal of deals())
            expect(sumOf(deal.findings, found => found.pointsLost)).toBeCloseTo(deal.pointsLost, 9)
          expect(sumOf(summary.rules, rule => rule.pointsLost)).toBeCloseTo(lost, 9)
          expect(sumOf(Object.values(summary.issuesBySeverity), count => count)).toBe(summary.issuesFound)
        }
      }),
    )
  })

  it('counts on from the review before, and anew where that one had no such finding', () => {
    fc.assert(
      fc.property(anySeries, weeks => {
        const series = seriesOf(weeks)
        for (const [index, analysis] of series.entries()) {
          const before = new Map(index === 0 ? [] : foundIn(series[index - 1]!))
          for (const [what, {reviews, since, isNew, ruleId}] of foundIn(analysis)) {
            const earlier = before.get(what)
            expect([what, reviews, since]).toEqual([
              what,
              (earlier?.reviews ?? 0) + 1,
              earlier?.since ?? weekly[index]!.slice(0, 10),
            ])
            expect(isNew).toBe(index === 0 ? null : newsOf(series[index - 1]!, {earlier, ruleId}))
          }
        }
      }),
    )
  })

  it('of the same deals never forgets since when', () => {
    fc.assert(
      fc.property(anyDeals({max: 12, isOpen: true}), deals => {
        const [first, ...others] = seriesOf(Array.from({length: 6}, () => deals))
        const missing = foundIn(first!).filter(([, {ruleId}]) => ruleId.startsWith('missing-'))
        for (const [index, later] of others.entries()) {
          const found = new Map(foundIn(later))
          for (const [what, {since}] of missing)
            expect(found.get(what)).toMatchObject({since, reviews: index + 2, isNew: false})
          for (const deal of later.deals())
            expect([deal.unchangedReviews, deal.unchangedSince]).toEqual([index + 1, weekly[0]!.slice(0, 10)])
        }
      }),
      {numRuns: 50},
    )
  })
})

describe('the score of a review', () => {
  it('is the health of the only deal', () => {
    fc.assert(
      fc.property(
        anyDeals({max: 1, isOpen: true}).filter(deals => deals.length === 1),
        deals => {
          const analysis = aReview(deals, {rules})
          expect(analysis.summary.score).toBeCloseTo(healthOf(analysis, 'd0'), 9)
        },
      ),
    )
  })

  it('is the mean health where no amount is above zero', () => {
    const worthless = fc.tuple(openDeals, fc.constantFrom(null, 0, -1))
    fc.assert(
      fc.property(worthless, ([deals, amount]) => {
        const analysis = aReview(
          deals.map(deal => ({...deal, amount})),
          {rules},
        )
        const mean = sumOf(analysis.deals(), deal => deal.health) / deals.length
        expect(analysis.summary.score).toBeCloseTo(mean, 9)
      }),
    )
  })

  it('never rises when a deal loses what a rule of completeness asks for', () => {
    const lost = fc.constantFrom<Partial<Deal>>({owner: null}, {account: null}, {nextStep: null})
    // Without an account, a deal is no duplicate: what another one loses by it is not found any more.
    const alone = {...rules, rules: {...rules.rules, 'duplicate-deal': 'off' as const}}
    fc.assert(
      fc.property(openDeals, fc.nat(), lost, (deals, at, changes) => {
        const worse = changed(deals, at, changes)
        expect(scoreOf(worse, alone)).toBeLessThanOrEqual(scoreOf(deals, alone)! + tolerance)
      }),
    )
  })

  it('never rises when a severity does', () => {
    const raised = fc.tuple(fc.constantFrom(...allRules), fc.nat(4), fc.nat(4))
    fc.assert(
      fc.property(openDeals, raised, (deals, [rule, one, other]) => {
        const [worse, better] = [Math.min(one, other), Math.max(one, other)]
        const scoreAt = (severity: number) =>
          scoreOf(deals, {...rules, rules: {...rules.rules, [rule.id]: severities[severity]!}})
        expect(scoreAt(worse)).toBeLessThanOrEqual(scoreAt(better)! + tolerance)
      }),
    )
  })

  it('never rises when another rule is on', () => {
    fc.assert(
      fc.property(openDeals, fc.constantFrom(...allRules), (deals, rule) => {
        const without = {...rules, rules: {...rules.rules, [rule.id]: 'off' as const}}
        expect(scoreOf(deals)).toBeLessThanOrEqual(scoreOf(deals, without)! + tolerance)
      }),
    )
  })

  it('never rises when an amount is taken away, and neither does the health of its deal', () => {
    fc.assert(
      fc.property(openDeals, fc.nat(), (deals, at) => {
        const previous = aPreviousReview(deals, {rules})
        const {id} = deals[at % deals.length]!
        const before = aReview(deals, {rules, previous})
        const after = aReview(changed(deals, at, {amount: null}), {rules, previous})
        expect(healthOf(after, id)).toBeLessThanOrEqual(healthOf(before, id))
        expect(after.summary.score).toBeLessThanOrEqual(before.summary.score! + tolerance)
      }),
    )
  })
})
