import {describe, expect, it} from 'vitest'
import {allRules} from '../../../src/domain/rules/all-rules.js'
import type {Rule} from '../../../src/domain/rules/rule.js'
import {type RulesetFile, resolveRuleset} from '../../../src/domain/rules/ruleset.js'

const all = allRules.map(rule => rule.id)

/** Allowed for the option, and not its default. */
function otherValue({options}: Rule, name: string): unknown {
  const defaults = options.parse({})
  return [1, 7, {A: 1}, {A: ['amount']}, ['x'], 'low', 'month'].find(
    value => options.safeParse({[name]: value}).success && value !== defaults[name],
  )
}

describe('the fingerprint', () => {
  const base: RulesetFile = {rules: {'missing-owner': 'on', 'stage-stalled': {days: 30}}}
  const fingerprint = (file: RulesetFile, name = 'test') => resolveRuleset(name, file).fingerprint

  it.each<{name: string; file: RulesetFile}>([
    {name: 'the same file', file: base},
    {name: 'the rules in another order', file: {rules: {'stage-stalled': {days: 30}, 'missing-owner': 'on'}}},
    {name: 'defaults left out', file: {rules: {'missing-owner': {}, 'stage-stalled': 'on'}}},
    {
      name: 'defaults written out',
      file: {rules: {'missing-owner': 'high', 'stage-stalled': {severity: 'high', days: 30, byStage: {}}}},
    },
    {
      name: 'what findings cost left at the defaults',
      file: {...base, score: {points: {high: 25}, supersede: []}},
    },
    {name: 'other rules off', file: {rules: {...base.rules, 'missing-amount': 'off'}}},
    {
      name: 'a preset without its other rules',
      file: {
        extends: ['revsched:strict'],
        rules: Object.fromEntries(
          all.filter(id => id !== 'missing-owner' && id !== 'stage-stalled').map(id => [id, 'off' as const]),
        ),
      },
    },
  ])('is equal for $name', ({file}) => {
    expect(fingerprint(file)).toBe(fingerprint(base))
    expect(fingerprint(file)).toMatch(/^[0-9a-f]{12}$/)
  })

  // Another one would break the trends of all who have reviews of these rules.
  it.each([
    {preset: 'recommended', known: '0b147933ff33'},
    {preset: 'strict', known: '8e628f7af586'},
  ])('of $preset is $known', ({preset, known}) => {
    expect(fingerprint({extends: [`revsched:${preset}`]})).toBe(known)
  })

  it('does not depend on the name of the ruleset', () => {
    expect(fingerprint(base, '/home/ann/rules.yaml')).toBe(fingerprint(base, 'recommended'))
  })

  it('does not depend on the order of options', () => {
    const stages = (byStage: object) => fingerprint({rules: {'stage-stalled': {byStage}}})
    expect(stages({Legal: 10, Proposal: 20})).toBe(stages({Proposal: 20, Legal: 10}))
    const [first, second] = [
      {days: 9, lateDays: 8},
      {lateDays: 8, days: 9},
    ]
    expect(fingerprint({rules: {'no-recent-activity': first}})).toBe(
      fingerprint({rules: {'no-recent-activity': second}}),
    )
  })

  it('differs for any other rules, severities or options', () => {
    const files: RulesetFile[] = [
      base,
      {},
      {rules: {'missing-owner': 'on'}},
      {rules: {'missing-account': 'on', 'stage-stalled': 'on'}},
      {rules: {...base.rules, 'missing-amount': 'on'}},
      {rules: {...base.rules, 'missing-owner': 'low'}},
      {rules: {...base.rules, 'missing-owner': 'info'}},
      {rules: {...base.rules, 'stage-stalled': {days: 31}}},
      {rules: {...base.rules, 'stage-stalled': {byStage: {Legal: 30}}}},
      {rules: {...base.rules, 'stage-stalled': {byStage: {Legal: 31}}}},
      {rules: {...base.rules, 'stage-stalled': {byStage: {legal: 30}}}},
      {rules: {...base.rules, 'stage-stalled': {byStage: {Legal: 30, Proposal: 30}}}},
      {...base, score: {points: {high: 26}}},
      {...base, score: {points: {high: 26, low: 5}}},
      {...base, score: {portfolio: true}},
      {...base, score: {supersede: ['commit-at-risk']}},
      {...base, score: {portfolio: true, supersede: ['commit-at-risk']}},
      {extends: ['revsched:recommended']},
      {extends: ['revsched:strict']},
    ]
    expect(new Set(files.map(file => fingerprint(file))).size).toBe(files.length)
  })

  it('differs with every option of every rule', () => {
    for (const rule of allRules) {
      const options = Object.keys(rule.options.parse({}))
      const settings = options.map(name => ({[name]: otherValue(rule, name)}))
      const own = new Set([{}, ...settings].map(setting => fingerprint({rules: {[rule.id]: setting}})))
      expect([rule.id, own.size]).toEqual([rule.id, options.length + 1])
    }
  })
})
