import {describe, expect, it} from 'vitest'
import {parseDeliverWhen, storedConditions, whyQuiet} from '../../../src/domain/delivery/deliver-when.js'
import type {Changes, ReviewSummary} from '../../../src/domain/review/analysis.js'
import {anAnalysis} from '../../support/an-analysis.js'

const {summary} = anAnalysis()
const still: Changes = {
  ...summary.changes!,
  counts: Object.fromEntries(
    Object.keys(summary.changes!.counts).map(kind => [kind, {deals: 0, amount: 0}]),
  ) as Changes['counts'],
  findingsNew: 0,
  findingsResolved: 0,
  scoreDelta: 0,
}
const changed = (change: Partial<Changes>): Partial<ReviewSummary> => ({changes: {...still, ...change}})
const noIssues = {critical: 0, high: 0, medium: 0, low: 0, info: 0}
const portfolio = [{ruleId: 'coverage-below-target', severity: 'high' as const, message: 'too little'}]

describe('a digest', () => {
  it.each<[string, string, Partial<ReviewSummary>, string | null]>([
    ['always', 'of anything', changed({}), null],
    ['on-change', 'when nothing has changed', changed({}), 'nothing has changed'],
    ['on-change', 'of a first review', {changes: null}, null],
    ['on-change', 'when a finding is gone', changed({findingsResolved: 1}), null],
    [
      'on-change',
      'when a deal is new',
      changed({counts: {...still.counts, new: {deals: 1, amount: 1}}}),
      null,
    ],
    ['on-change', 'when the score moved by 0.05', changed({scoreDelta: -0.05}), null],
    ['on-change', 'when the score moved by 0.04', changed({scoreDelta: 0.04}), 'nothing has changed'],
    ['on-change', 'when the scores cannot be compared', changed({scoreDelta: null}), null],
    ['score-below:70', 'at 70', {score: 70}, 'the score is not below 70'],
    ['score-below:70', 'at 69.9', {score: 69.9}, null],
    ['score-below:70', 'without a score', {score: null}, null],
    ['score-drop:5', 'at a drop of 5', changed({scoreDelta: -5}), null],
    ['score-drop:5', 'at a drop of 4.9', changed({scoreDelta: -4.9}), 'the score has not fallen by 5'],
    ['score-drop:5', 'at a rise', changed({scoreDelta: 9}), 'the score has not fallen by 5'],
    ['score-drop:5', 'of a first review', {changes: null}, 'the score has not fallen by 5'],
    [
      'findings:high',
      'with a critical one',
      {issuesBySeverity: {...noIssues, critical: 1}, portfolio: []},
      null,
    ],
    [
      'findings:high',
      'with a medium one',
      {issuesBySeverity: {...noIssues, medium: 9}, portfolio: []},
      'no finding is high or worse',
    ],
    ['findings:high', 'with one of the whole pipeline', {issuesBySeverity: noIssues, portfolio}, null],
    ['on-change,score-below:70', 'when one of two holds', {...changed({}), score: 60}, null],
    [
      'on-change,score-below:70',
      'when none of two holds',
      {...changed({}), score: 80},
      'nothing has changed; the score is not below 70',
    ],
  ])('%s, %s: %s', (when, _, change, expected) => {
    expect(whyQuiet(parseDeliverWhen(when), {...summary, ...change})).toBe(expected)
  })

  it.each([
    '',
    'never',
    'score-below',
    'score-below:0',
    'score-below:101',
    'score-drop:-1',
    'findings:bad',
    'always,',
  ])('is not sent on "%s"', text => {
    expect(() => parseDeliverWhen(text)).toThrow(/is not a condition of delivery/)
    expect(storedConditions(text)).toEqual([{kind: 'always'}])
  })
})
