import {describe, expect, it} from 'vitest'
import type {RuleOverride} from '../../../src/domain/rules/overrides.js'
import {type RulesetFile, resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import type {DealText} from '../../support/a-deal.js'
import {aDeal} from '../../support/a-deal.js'
import {reviewedTwice} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

/** Severities of what is found of the first deal, by rule. */
function foundOf(file: RulesetFile, deals: readonly DealText[]): Record<string, string> {
  const {deals: reviewed} = aReview(deals.map(aDeal), {rules: file})
  const deal = [...reviewed()].find(({id}) => id === 'd1')!
  return Object.fromEntries(deal.findings.map(({ruleId, severity}) => [ruleId, severity]))
}

const noOwner: RulesetFile['rules'] = {'missing-owner': 'on'}
const late = {closeDate: '2025-03-20'} as const

describe('an override', () => {
  it.each<{name: string; when: RuleOverride['when']; deal: DealText; isMeant: boolean}>([
    {name: 'its pipeline', when: {pipeline: 'Renewals'}, deal: {pipeline: 'Renewals'}, isMeant: true},
    {
      name: 'its pipeline in other letters',
      when: {pipeline: 'renewals '},
      deal: {pipeline: 'Renewals'},
      isMeant: true,
    },
    {name: 'another pipeline', when: {pipeline: 'Renewals'}, deal: {pipeline: 'New'}, isMeant: false},
    {name: 'no pipeline', when: {pipeline: 'Renewals'}, deal: {pipeline: null}, isMeant: false},
    {
      name: 'one of its stages',
      when: {stage: ['Legal', 'Proposal']},
      deal: {stage: 'Proposal'},
      isMeant: true,
    },
    {name: 'an amount at its limit', when: {minAmount: 100}, deal: {amount: 100}, isMeant: true},
    {name: 'an amount below its limit', when: {minAmount: 100}, deal: {amount: 99.99}, isMeant: false},
    {name: 'an amount at its upper limit', when: {maxAmount: 100}, deal: {amount: 100}, isMeant: true},
    {name: 'no amount', when: {maxAmount: 100}, deal: {amount: null}, isMeant: false},
    {
      name: 'all that it asks for',
      when: {stage: 'Proposal', minAmount: 1},
      deal: {stage: 'Proposal', amount: 1},
      isMeant: true,
    },
    {
      name: 'half of what it asks for',
      when: {stage: 'Proposal', minAmount: 2},
      deal: {stage: 'Proposal', amount: 1},
      isMeant: false,
    },
  ])('is for $name: $isMeant', ({when, deal, isMeant}) => {
    const file = {rules: noOwner, overrides: [{when, rules: {'missing-owner': 'low' as const}}]}
    const found = foundOf(file, [{id: 'd1', ...deal, owner: null}])
    expect(found).toEqual({'missing-owner': isMeant ? 'low' : 'high'})
  })

  const here = (rules: RuleOverride['rules']) => ({when: {stage: 'Proposal'}, rules})
  const sick = {id: 'd1', stage: 'Proposal', owner: null, ...late} as const

  it.each<{name: string; file: RulesetFile; found: Record<string, string>}>([
    {name: 'puts a rule off', file: {rules: noOwner, overrides: [here({'missing-owner': 'off'})]}, found: {}},
    {
      name: 'puts a rule on',
      file: {overrides: [here({'missing-owner': 'on'})]},
      found: {'missing-owner': 'high'},
    },
    {
      name: 'gives options',
      file: {rules: {'close-date-past': 'on'}, overrides: [here({'close-date-past': {graceDays: 12}})]},
      found: {},
    },
    {
      name: 'gives other options',
      file: {
        rules: {'close-date-past': {graceDays: 30}},
        overrides: [here({'close-date-past': {graceDays: 11}})],
      },
      found: {'close-date-past': 'critical'},
    },
    {
      name: 'gives way to a later one',
      file: {overrides: [here({'missing-owner': 'low'}), here({'missing-owner': 'info'})]},
      found: {'missing-owner': 'info'},
    },
    {
      name: 'leaves other rules to an earlier one',
      file: {overrides: [here({'missing-owner': 'low'}), here({'close-date-past': 'info'})]},
      found: {'missing-owner': 'low', 'close-date-past': 'info'},
    },
  ])('$name', ({file, found}) => {
    expect(foundOf(file, [sick])).toEqual(found)
  })

  it('that puts a rule on leaves it off for other deals, which count as not checked', () => {
    const file = {overrides: [here({'missing-owner': 'on'})]}
    const deals = [sick, {id: 'd2', stage: 'Legal', owner: null}]
    const {summary} = aReview(deals.map(aDeal), {rules: file})
    expect(summary.rules).toMatchObject([{ruleId: 'missing-owner', checked: 1, violated: 1}])
  })

  it('counts for rules that are judged by the closed deals', () => {
    const wins = Array.from({length: 10}, (_, n) =>
      aDeal({id: `w${n}`, outcome: 'won', createdAt: '2025-01-01T00:00:00Z', closeDate: '2025-01-11'}),
    )
    const old = {id: 'd1', stage: 'Proposal', createdAt: '2025-03-01T00:00:00Z'} as const
    const rules = {'deal-too-old': 'on' as const}
    const found = (overrides: RuleOverride[]) =>
      [...aReview([aDeal(old), ...wins], {rules: {rules, overrides}}).deals()][0]!.findings.map(
        ({severity}) => severity,
      )
    expect(found([])).toEqual(['medium'])
    expect(found([here({'deal-too-old': 'low'})])).toEqual(['low'])
    expect(found([here({'deal-too-old': {multiple: 4}})])).toEqual([])
    expect(found([here({'deal-too-old': 'off'})])).toEqual([])
  })

  it('counts for rules that are judged by the stages of won deals, and may be content with fewer', () => {
    const wins = Array.from({length: 3}, (_, n) =>
      aDeal({
        id: `w${n}`,
        outcome: 'won',
        createdAt: '2025-01-01T00:00:00Z',
        closeDate: '2025-01-11',
        stageHistory: [['2025-01-01T00:00:00Z', 'Proposal']],
      }),
    )
    const slow = {id: 'd1', stage: 'Proposal', lastStageChangeAt: '2025-03-16T00:00:00Z'} as const
    const rules = {'stage-stalled': 'on' as const}
    const found = (overrides: RuleOverride[]) =>
      [...aReview([aDeal(slow), ...wins], {rules: {rules, overrides}}).deals()][0]!.findings.map(
        ({severity, message}) => `${severity} ${message}`,
      )
    const message = 'in stage Proposal for 16 days (won deals spend 10 there, limit 15)'
    expect(found([])).toEqual([])
    expect(found([here({'stage-stalled': {minSample: 3}})])).toEqual([`high ${message}`])
    expect(found([here({'stage-stalled': {minSample: 3, severity: 'low'}})])).toEqual([`low ${message}`])
    expect(found([here({'stage-stalled': {minSample: 3, multiple: 1.6}})])).toEqual([])
    expect(found([{when: {stage: 'Legal'}, rules: {'stage-stalled': {minSample: 3}}}])).toEqual([])
  })

  it('may be content with fewer won deals where others are not', () => {
    const win = {outcome: 'won', amount: 100, pipeline: 'Sales'} as const
    const wins = Array.from({length: 2}, (_, n) => aDeal({...win, id: `w${n}`}))
    const large = {id: 'd1', stage: 'Proposal', amount: 1000, pipeline: 'Sales'}
    const rules = {'amount-outlier': 'on' as const}
    const overrides = [here({'amount-outlier': {minSample: 2}})]
    const deals = [large, {...large, id: 'd2', stage: 'Legal'}].map(aDeal)
    expect(aReview([...deals, ...wins], {rules: {rules, overrides}}).summary.rules).toMatchObject([
      {skippedReason: null, checked: 1, violated: 1},
    ])
    expect(aReview([...deals, ...wins], {rules: {rules}}).summary.rules).toMatchObject([
      {skippedDetail: '2 won deals of Sales with an amount, 10 are needed'},
    ])
  })

  it('counts for rules about changes', () => {
    const [before, now] = [
      {id: 'd1', stage: 'Proposal', amount: 100},
      {id: 'd1', stage: 'Proposal', amount: 70},
    ]
    const rules = {'amount-dropped-since-review': 'on' as const}
    const found = (overrides: RuleOverride[]) =>
      [...reviewedTwice([before], [now], {rules: {rules, overrides}}).analysis.deals()][0]!.findings.map(
        ({severity}) => severity,
      )
    expect(found([])).toEqual(['medium'])
    expect(found([here({'amount-dropped-since-review': 'low'})])).toEqual(['low'])
    expect(found([here({'amount-dropped-since-review': {share: 0.31}})])).toEqual([])
  })

  it.each<{name: string; file: RulesetFile; twice: string; thrice: string}>([
    {name: 'no file sets', file: {rules: {'close-date-pushed': 'on'}}, twice: 'medium', thrice: 'high'},
    {name: 'a file sets', file: {rules: {'close-date-pushed': 'low'}}, twice: 'low', thrice: 'low'},
    {
      name: 'an override sets',
      file: {rules: {'close-date-pushed': 'low'}, overrides: [here({'close-date-pushed': 'critical'})]},
      twice: 'medium',
      thrice: 'critical',
    },
    {
      name: 'an override sets lower',
      file: {rules: {'close-date-pushed': 'on'}, overrides: [here({'close-date-pushed': 'info'})]},
      twice: 'info',
      thrice: 'info',
    },
  ])('makes a milder case never worse than the severity that $name', ({file, twice, thrice}) => {
    const pushed = (pushCount: number) => foundOf(file, [{id: 'd1', stage: 'Proposal', pushCount}])
    expect(pushed(2)).toEqual({'close-date-pushed': twice})
    expect(pushed(3)).toEqual({'close-date-pushed': thrice})
  })

  it.each([
    {set: 'on', slipped: 'medium', left: 'high'},
    {set: 'low', slipped: 'low', left: 'medium'},
    {set: 'critical', slipped: 'critical', left: 'critical'},
  ] as const)('that sets slipped-since-review to $set makes leaving the quarter $left', row => {
    const overrides = [here({'slipped-since-review': row.set})]
    const rules = {'slipped-since-review': 'on' as const}
    const found = (closeDate: `${number}-${number}-${number}`) => {
      const [before, now] = [
        {id: 'd1', stage: 'Proposal', closeDate: '2025-06-29'},
        {id: 'd1', stage: 'Proposal', closeDate},
      ] as const
      const {analysis} = reviewedTwice([before], [now], {rules: {rules, overrides}})
      return [...analysis.deals()][0]!.findings.map(({severity}) => severity)
    }
    expect([found('2025-06-30'), found('2025-07-01')]).toEqual([[row.slipped], [row.left]])
  })

  it.each<{name: string; overrides: RuleOverride[]; message: string}>([
    {name: 'for all deals', overrides: [{when: {}, rules: {}}], message: 'an override has an empty "when"'},
    {
      name: 'for no amount',
      overrides: [{when: {minAmount: 2, maxAmount: 1}, rules: {}}],
      message: 'no amount is at least 2 and at most 1',
    },
    {
      name: 'of a rule that there is not',
      overrides: [here({'missing-ownr': 'off'})],
      message: 'there is no rule "missing-ownr"',
    },
    {
      name: 'of a rule about the whole pipeline',
      overrides: [here({concentration: 'off'})],
      message: 'rule "concentration" cannot be overridden: it does not judge single deals',
    },
    {
      name: 'beside thirty others',
      overrides: Array(31).fill(here({})),
      message: 'there are 31 overrides, 30 are allowed',
    },
  ])('is refused $name', ({overrides, message}) => {
    expect(() => resolveRuleset('r', {overrides})).toThrow(expect.objectContaining({code: 'config', message}))
  })

  it('may be the thirtieth', () => {
    const overrides = Array(30)
      .fill(here({}))
      .with(29, here({'missing-owner': 'low'}))
    expect(foundOf({rules: noOwner, overrides}, [sick])).toEqual({'missing-owner': 'low'})
  })

  it('changes the fingerprint with whom it is for and what it says', () => {
    const of = (overrides: RuleOverride[]) => resolveRuleset('r', {rules: noOwner, overrides}).fingerprint
    const all = [
      of([]),
      of([here({'missing-owner': 'low'})]),
      of([here({'missing-owner': 'info'})]),
      of([{when: {stage: 'Legal'}, rules: {'missing-owner': 'low'}}]),
    ]
    expect(new Set(all).size).toBe(4)
    expect(of([here({})])).toBe(all[0])
  })
})

describe('what became of overrides', () => {
  const rules = {'missing-owner': 'low'} as const
  const here = {when: {stage: ['Proposal', 'Legal'], minAmount: 1}, rules}
  const nowhere = {when: {pipeline: 'Renewals'}, rules}
  const outcomesOf = (overrides: RulesetFile['overrides'] & object, ...deals: DealText[]) =>
    aReview(deals.map(aDeal), {rules: {overrides}}).summary.overrides

  it('is how many open deals each matches', () => {
    const overrides = Array.from({length: 30}, (_, place) => (place % 29 === 0 ? here : nowhere))
    const deals = ['a', 'b', 'c'].map(id => ({id, stage: 'Legal', amount: id === 'c' ? 0 : 1}))
    const won = {id: 'w', stage: 'Legal', amount: 1, outcome: 'won'} as const
    const counts = outcomesOf(overrides, ...deals, won, {id: 'a', stage: 'Demo'})?.map(({deals}) => deals)
    expect(counts).toEqual([1, ...Array.from({length: 28}, () => 0), 1])
  })

  it('names them in words', () =>
    expect(outcomesOf([here])).toEqual([{when: 'stage Proposal or Legal, amount from 1', deals: 0}]))

  it('is left out where there are none', () => expect(outcomesOf([])).toBeUndefined())
})
