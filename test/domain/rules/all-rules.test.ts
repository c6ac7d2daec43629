import {describe, expect, it} from 'vitest'
import {allRules, ruleNamed} from '../../../src/domain/rules/all-rules.js'

describe('the catalogue', () => {
  it('has the rules with their severities, those that are off by default in brackets', () => {
    const listed = allRules.map(({id, severity, isRecommended}) => {
      const text = `${id} ${severity}`
      return isRecommended ? text : `(${text})`
    })
    expect(listed).toEqual([
      'missing-amount high',
      'missing-close-date high',
      'missing-owner high',
      'inactive-owner high',
      'missing-account medium',
      'missing-contact medium',
      '(missing-decision-maker medium)',
      'missing-next-step medium',
      '(placeholder-text low)',
      '(stage-required-fields medium)',
      '(missing-forecast-category low)',
      'close-date-past critical',
      '(close-date-too-far low)',
      '(close-date-default low)',
      '(next-step-stale low)',
      '(overdue-task medium)',
      'unknown-stage medium',
      '(probability-override low)',
      'close-date-unrealistic medium',
      '(amount-outlier low)',
      'duplicate-deal medium',
      '(currency-unconvertible low)',
      'stage-stalled high',
      'deal-too-old medium',
      'stage-regressed medium',
      '(stage-skipped low)',
      'close-date-pushed high',
      '(close-date-crossed-period medium)',
      'no-recent-activity high',
      'no-future-activity medium',
      '(never-contacted medium)',
      'single-threaded medium',
      'forecast-category-mismatch high',
      'commit-at-risk high',
      '(close-date-clustering medium)',
      '(coverage-below-target high)',
      '(concentration low)',
      'slipped-since-review medium',
      'amount-dropped-since-review medium',
      '(stage-back-since-review medium)',
      '(forecast-downgraded-since-review medium)',
      '(late-arrival low)',
      'no-meaningful-change medium',
      'unresolved-violation high',
      'disappeared-since-review info',
    ])
  })

  it.each(allRules)('says of $id what is wrong, why it matters and what to do', ({title, explain}) => {
    expect(title.split(' ').length).toBeLessThanOrEqual(4)
    for (const text of [explain.what, explain.why, explain.fix, explain.source])
      expect(text).toMatch(/^[A-Z0-9].*\.$/s)
  })

  it('says of every rule but two, which look at what other reviews found, what fields it needs', () => {
    expect(allRules.filter(({needs}) => needs.length === 0).map(({id}) => id)).toEqual([
      'unresolved-violation',
      'disappeared-since-review',
    ])
  })

  it.each(allRules)('names every option of $id in what it explains', ({options, explain}) => {
    const unnamed = Object.keys(options.parse({})).filter(name => !explain.what.includes(name))
    expect(unnamed).toEqual([])
  })
})

describe('a rule by its id or title', () => {
  it.each(allRules)('is found: $id', rule => {
    expect(ruleNamed(rule.id)).toBe(rule)
    expect(ruleNamed(rule.title.toUpperCase())).toBe(rule)
  })

  const listed = 'revsched rules list shows them all; --rules <file> takes those of a rule file as well'
  it.each([
    {id: 'stage-staled', hint: 'did you mean "stage-stalled"?'},
    {id: 'Stage-Stalled', hint: 'did you mean "stage-stalled"?'},
    {id: 'No ownr', hint: 'did you mean "No owner"?'},
    {id: 'No', hint: listed},
    {id: 'acme/c', hint: listed},
    {id: 'toString', hint: listed},
  ])('is not found: $id', ({id, hint}) => {
    expect(() => ruleNamed(id)).toThrow(
      expect.objectContaining({code: 'not-found', message: `there is no rule "${id}"`, hint}),
    )
  })

  it('of two with one title takes neither', () => {
    const [one, other] = allRules
    expect(() => ruleNamed('no AMOUNT', [one!, {...other!, title: one!.title}])).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: '2 rules are called "no AMOUNT"',
        hint: 'give the id: missing-amount, missing-close-date',
      }),
    )
  })
})
