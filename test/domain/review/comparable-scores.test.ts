import {describe, expect, it} from 'vitest'
import {scoreDelta} from '../../../src/domain/review/changes.js'
import type {RulesetFile} from '../../../src/domain/rules/ruleset.js'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview, type ReviewGiven} from '../../support/a-review.js'
import {differenceOf} from '../../support/difference-of.js'

const review = (deals: readonly DealText[], given?: ReviewGiven) => aReview(deals.map(aDeal), given)

describe('two scores', () => {
  const rules = (settings: RulesetFile['rules']): RulesetFile => ({rules: settings ?? {}})
  const plain = rules({'missing-owner': 'on', 'missing-account': 'on', 'stage-stalled': {days: 30}})
  const changed = 'the rules changed between the two reviews'
  const skipped = 'other rules were skipped in the two reviews'

  it.each<{name: string; before: ReviewGiven; now: ReviewGiven; problem: string | null}>([
    {name: 'of the same rules', before: {rules: plain}, now: {rules: plain}, problem: null},
    {
      name: 'of the same filter',
      before: {filterText: 'stage Won'},
      now: {filterText: 'stage Won'},
      problem: null,
    },
    {
      name: 'of another filter',
      before: {filterText: 'stage Won'},
      now: {filterText: 'stage Won or Lost'},
      problem: 'the filter changed between the two reviews',
    },
    {
      name: 'of a filter and of all deals',
      before: {filterText: 'stage Won'},
      now: {},
      problem: 'the filter changed between the two reviews',
    },
    {
      name: 'of the same rules, written otherwise',
      before: {rules: plain},
      now: {
        rules: rules({
          'stage-stalled': 'high',
          'missing-account': 'medium',
          'missing-owner': {severity: 'on'},
        }),
      },
      problem: null,
    },
    {
      name: 'of one rule more',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-amount': 'on'})},
      problem: changed,
    },
    {
      name: 'of one rule less',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-owner': 'off'})},
      problem: changed,
    },
    {
      name: 'of another severity',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'missing-owner': 'low'})},
      problem: changed,
    },
    {
      name: 'of another option',
      before: {rules: plain},
      now: {rules: rules({...plain.rules, 'stage-stalled': {days: 31}})},
      problem: changed,
    },
    {
      name: 'of which the later skipped a rule',
      before: {rules: plain},
      now: {rules: plain, without: ['owner']},
      problem: skipped,
    },
    {
      name: 'of which the earlier skipped a rule',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain},
      problem: skipped,
    },
    {
      name: 'that skipped different rules',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain, without: ['account']},
      problem: skipped,
    },
    {
      name: 'that skipped the same rule',
      before: {rules: plain, without: ['owner']},
      now: {rules: plain, without: ['owner']},
      problem: null,
    },
    {
      name: 'of other rules, of which others were skipped',
      before: {rules: plain},
      now: {rules: rules({'missing-owner': 'on'}), without: ['owner']},
      problem: changed,
    },
  ])('$name: $problem', ({before, now, problem}) => {
    const previous = {runId: 'run-1', analysis: review([{owner: null}, {id: 'b'}], before)}
    const later = review([{}, {id: 'b'}], {...now, previous})
    const delta = problem === null ? later.summary.score! - previous.analysis.summary.score! : null
    const told = {notComparable: problem, scoreDelta: delta}
    expect(later.summary.changes).toMatchObject(told)
    expect(differenceOf(previous.analysis, later)).toMatchObject(told)
  })

  it('that skipped the same rule for different reasons can be compared', () => {
    const given = {rules: {rules: {'never-contacted': 'on', 'missing-owner': 'on'}}} as const
    const silent = Array.from({length: 10}, (_, index) => ({id: `d${index}`, lastActivityAt: null}))
    const previous = {runId: 'run-1', analysis: review(silent, given)}
    const {changes} = review(silent, {...given, without: ['lastActivityAt'], previous}).summary
    expect(changes).toMatchObject({notComparable: null, scoreDelta: 0})
  })

  it.each([
    {name: 'that came to it', before: 0.1, now: 0.3, findingsNew: 1, findingsResolved: 0},
    {name: 'that left it', before: 0.3, now: 0.1, findingsNew: 0, findingsResolved: 1},
  ])('can be compared where a rule had only a deal $name', ({before, now, findingsNew, findingsResolved}) => {
    const given = {rules: {rules: {'missing-amount': 'on', 'missing-owner': 'on'}}} as const
    const deal = {id: 'd', amount: null}
    const previous = {runId: 'run-1', analysis: review([{...deal, probability: before}], given)}
    const later = review([{...deal, probability: now}], {...given, previous})
    const told = {notComparable: null, scoreDelta: before < now ? -25 : 25, findingsNew, findingsResolved}
    expect(later.summary.changes).toMatchObject(told)
    expect(differenceOf(previous.analysis, later)).toMatchObject(told)
  })

  it.each([
    {before: 60, now: 70.5, problem: null, delta: 10.5},
    {before: 70.5, now: 60, problem: null, delta: -10.5},
    {before: 60, now: 60, problem: null, delta: 0},
    {before: null, now: 60, problem: null, delta: null},
    {before: 60, now: null, problem: null, delta: null},
    {before: null, now: null, problem: null, delta: null},
    {before: 60, now: 70, problem: 'other rules', delta: null},
  ])('$before and $now ($problem) differ by $delta', ({before, now, problem, delta}) => {
    expect(scoreDelta(before, now, problem)).toBe(delta)
  })
})
