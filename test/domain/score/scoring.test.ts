import {describe, expect, it} from 'vitest'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import {
  defaultScoring,
  isDefault,
  replacedRules,
  type ScoreEntry,
  scoringOf,
  supersedingRules,
} from '../../../src/domain/score/scoring.js'

describe('what findings cost', () => {
  it.each<{name: string; entry: ScoreEntry | undefined}>([
    {name: 'nothing', entry: undefined},
    {name: 'an empty entry', entry: {}},
    {name: 'keys without a value', entry: {points: null, portfolio: null, supersede: null}},
    {name: 'the defaults', entry: {points: {critical: 40, info: 0}, portfolio: false, supersede: []}},
  ])('is the default for $name', ({entry}) => {
    expect(scoringOf(entry)).toEqual(defaultScoring)
    expect(isDefault(scoringOf(entry))).toBe(true)
  })

  it.each<{name: string; entry: ScoreEntry; changed: object}>([
    {
      name: 'one of the points',
      entry: {points: {low: 5}},
      changed: {points: {...defaultScoring.points, low: 5}},
    },
    {
      name: 'all alike',
      entry: {points: {critical: 7, high: 7, medium: 7, low: 7, info: 7}},
      changed: {points: {critical: 7, high: 7, medium: 7, low: 7, info: 7}},
    },
    {
      name: 'both ends',
      entry: {points: {critical: 100, high: 100, medium: 0, low: 0}},
      changed: {points: {critical: 100, high: 100, medium: 0, low: 0, info: 0}},
    },
    {name: 'the pipeline as a whole', entry: {portfolio: true}, changed: {portfolio: true}},
    {
      name: 'a rule that supersedes, even twice',
      entry: {supersede: ['commit-at-risk', 'commit-at-risk']},
      changed: {supersede: ['commit-at-risk']},
    },
  ])('changes by $name', ({entry, changed}) => {
    expect(scoringOf(entry)).toEqual({...defaultScoring, ...changed})
    expect(isDefault(scoringOf(entry))).toBe(false)
  })

  it.each<{points: NonNullable<ScoreEntry['points']>; at: string; message: string | null}>([
    {points: {high: 40}, at: 'high', message: null},
    {points: {high: 41}, at: 'high', message: 'high costs 41 points, more than critical with 40'},
    {points: {critical: 25}, at: 'critical', message: null},
    {points: {critical: 24}, at: 'critical', message: 'high costs 25 points, more than critical with 24'},
    {points: {medium: 4}, at: 'medium', message: null},
    {points: {medium: 3}, at: 'medium', message: 'low costs 4 points, more than medium with 3'},
    {points: {info: 5}, at: 'info', message: 'info costs 5 points, more than low with 4'},
    {
      points: {critical: 10, high: 11, medium: 12},
      at: 'high',
      message: 'high costs 11 points, more than critical with 10',
    },
  ])('never rises with a milder severity: $points', ({points, at, message}) => {
    if (message === null) expect(scoringOf({points}).points).toMatchObject(points)
    else
      expect(() => scoringOf({points})).toThrow(
        expect.objectContaining({code: 'config', message, path: ['points', at]}),
      )
  })

  it('is counted once for rules that there are', () => {
    const ids = allRules.map(({id}) => id)
    for (const rule of supersedingRules)
      expect(ids).toEqual(expect.arrayContaining([rule, ...replacedRules(rule)]))
  })
})
