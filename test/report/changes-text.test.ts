import {describe, expect, it} from 'vitest'
import type {ChangeKind, Changes, DealChange} from '../../src/domain/review/analysis.js'
import {
  changeSum,
  changesText,
  deltaText,
  diffText,
  findingsText,
  itemText,
} from '../../src/report/changes-text.js'
import {displayWidth} from '../../src/report/escape.js'
import {plainPaint} from '../../src/report/paint.js'
import {aRun} from '../support/a-run.js'
import {anAnalysis} from '../support/an-analysis.js'

const style = {width: 80, paint: plainPaint, locale: null}
const sample = anAnalysis().summary.changes!

/** Changes of one kind: so many deals, each of 1,000. */
function changesOf(kind: ChangeKind, deals: number): Changes {
  const items = Array.from({length: deals}, (_, index) => aChange({kind, name: `Deal ${index + 1}`}))
  const counts = {...anAnalysis({deals: []}).summary.changes!.counts}
  for (const key of Object.keys(counts) as ChangeKind[]) counts[key] = {deals: 0, amount: 0}
  counts[kind] = {deals, amount: deals * 1000}
  return {...sample, items, counts, waterfalls: null}
}

function aChange(changes: Partial<DealChange>): DealChange {
  return {kind: 'new', dealId: 'd1', name: 'Northwind', amount: 1000, from: null, to: null, ...changes}
}

describe('the change of a score', () => {
  it.each([
    [3.24, 'up 3.2'],
    [0.05, 'up 0.1'],
    [0.04, 'no change'],
    [-0.04, 'no change'],
    [-8, 'down 8.0'],
  ])('%d: %s', (delta, text) => expect(deltaText(delta, null)).toBe(text))
})

describe('what happened to a deal', () => {
  it.each<[string, Partial<DealChange>, string]>([
    ['a new one', {kind: 'new', amount: 18_000, to: 'Proposal'}, 'Northwind, 18,000'],
    ['a new one without amount', {kind: 'new', amount: null}, 'Northwind'],
    ['won', {kind: 'won', from: 'Negotiation'}, 'Northwind, 1,000'],
    ['gone', {kind: 'gone', name: null}, 'd1, 1,000'],
    [
      'slipped',
      {kind: 'slipped', from: '2025-03-31', to: '2025-06-30'},
      'Northwind: 2025-03-31 → 2025-06-30',
    ],
    ['amount up', {kind: 'amount-up', from: 40_000, to: 45_000}, 'Northwind: 40,000 → 45,000'],
    ['amount entered', {kind: 'amount-up', from: null, to: 45_000}, 'Northwind: (none) → 45,000'],
    ['stage taken away', {kind: 'stage-changed', from: 'Proposal', to: null}, 'Northwind: Proposal → (none)'],
  ])('%s', (_, change, text) => expect(itemText(aChange(change), null)).toBe(text))
})

describe('sums of changes', () => {
  it.each<[ChangeKind, string]>([
    ['won', '3,000'],
    ['amount-up', '+3,000'],
    ['amount-down', '+3,000'],
    ['slipped', '3,000'],
  ])('of %s: %s', (kind, text) => expect(changeSum(changesOf(kind, 3), kind, null)).toBe(text))

  it.each<[name: string, before: number, text: string]>([
    ['what the waterfall tells', 3000, '3,000'],
    ['more than the waterfall tells', 2999.99, '3,000, was 2,999.99'],
    ['an amount that was entered as they left', 0, '3,000, was 0'],
  ])('of deals that left with %s', (_, before, text) => {
    const {all, quarter} = sample.waterfalls!
    for (const [kind, step] of [
      ['won', 'won'],
      ['lost', 'lost'],
      ['gone', 'disappeared'],
    ] as const) {
      const steps = {...all.steps, [step]: {deals: 3, amount: 0 - before}}
      const changes = {...changesOf(kind, 3), waterfalls: {all: {...all, steps}, quarter}}
      expect(changeSum(changes, kind, null)).toBe(text)
    }
  })
})

describe('the list of changes', () => {
  it.each([
    ['few deals are all shown', 2, 12, 2],
    ['three of many', 9, 12, 3],
    ['one at least', 9, 0, 1],
  ])('%s', (_, deals, most, shown) => {
    const lines = changesText(changesOf('won', deals), {most}, style).split('\n')
    expect(lines[0]).toBe(`  ${String(deals).padStart(5)}  won (${deals},000)`)
    expect(lines.filter(line => /Deal \d/.test(line))).toHaveLength(shown)
  })

  it('says that there are none, and counts findings all the same', () => {
    expect(changesText(changesOf('won', 0), {most: 12}, style)).toBe(
      `  no deal changed\n  ${findingsText(sample, null)}\n`,
    )
  })

  it('fits the width', () => {
    const long = {...changesOf('won', 1), items: [aChange({kind: 'won', name: 'very '.repeat(50)})]}
    for (const line of changesText(long, {most: 12}, {...style, width: 40}).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(40)
  })

  it('names every kind in its order', () => {
    expect(
      changesText(sample, {most: 12}, style)
        .split('\n')
        .filter(line => /^ +\d+ {2}\w/.test(line)),
    ).toMatchInlineSnapshot(`
      [
        "      1  new (18,000)",
        "      1  won (30,000, was 20,000)",
        "      1  lost (12,000)",
        "      1  slipped to a later date (80,000)",
        "      1  amount up (+5,000)",
        "      1  stage back (25,000)",
      ]
    `)
  })
})

describe('a diff', () => {
  const runs = {
    from: aRun({id: '11111111-aaaa', reviewName: 'weekly', healthScore: 65.4}),
    to: aRun({id: '22222222-bbbb', reviewName: 'weekly', healthScore: 70.8}),
    isWhole: true,
  }
  const finding = (index: number) => ({
    dealId: `d${index}`,
    name: index === 1 ? null : `Deal ${index}`,
    ruleId: 'close-date-past',
    severity: 'critical' as const,
    message: 'close date was 3 days ago',
  })
  const findings = (count: number) => Array.from({length: count}, (_, index) => finding(index + 1))
  const difference = {...sample, scoreDelta: 5.4, findings: {new: findings(2), resolved: findings(1)}}

  it('reads as this', () =>
    expect(diffText(difference, runs, style)).toMatchInlineSnapshot(`
      "weekly  run 11111111 → 22222222
      score 65 → 71 (up 5.4)

            1  new (18,000)
               Contoso renewal, 18,000
            1  won (30,000, was 20,000)
               Litware licences, 30,000
            1  lost (12,000)
               Proseware trial, 12,000
            1  slipped to a later date (80,000)
               Fabrikam: 2025-03-31 → 2025-06-30
            1  amount up (+5,000)
               Tailspin toys: 40,000 → 45,000
            1  stage back (25,000)
               Wingtip: Negotiation → Proposal
        2 findings new, 1 resolved

      New findings
        d1: close date was 3 days ago
        Deal 2: close date was 3 days ago

      Resolved
        d1: close date was 3 days ago
      "
    `))

  it.each([
    [10, 10, null],
    [11, 10, '  and 1 more (--json has all)'],
    [30, 10, '  and 20 more (--json has all)'],
  ])('of %d findings shows %d', (count, shown, more) => {
    const text = diffText({...difference, findings: {new: findings(count), resolved: []}}, runs, style)
    expect(text.match(/close date was/g)).toHaveLength(shown)
    if (more === null) expect(text).not.toContain('more (--json')
    else expect(text).toContain(more)
    expect(text).not.toContain('Resolved')
  })

  it.each([
    [
      'a score on one side',
      {from: 65, to: null, delta: null, why: null},
      '65 → no score (no score to compare)',
    ],
    ['other rules', {from: 65, to: 70, delta: null, why: 'the rules changed'}, '65 → 70 (the rules changed)'],
    [
      'checks that ran in one alone',
      {from: 70, to: 65, delta: 1, why: null},
      '70 → 65 (up 1.0, counting only the checks that ran both times)',
    ],
    ['a lower score', {from: 70, to: 65, delta: -5, why: null}, '70 → 65 (down 5.0)'],
  ])('of %s', (_, {from, to, delta, why}, shown) => {
    const given = {
      from: {...runs.from, healthScore: from},
      to: {...runs.to, healthScore: to},
      isWhole: true,
    }
    const text = diffText({...difference, scoreDelta: delta, notComparable: why}, given, style)
    expect(text).toContain(`score ${shown}`)
  })

  it.each([
    [true, '1  no longer in the review (1,000)'],
    [false, '1  closed, or no longer in the review (1,000)'],
  ])('of two runs says no more than is known (all: %s) of how a deal left', (isWhole, words) => {
    const left = {...changesOf('gone', 1), findings: {new: [], resolved: []}}
    expect(diffText(left, {...runs, isWhole}, style)).toContain(`    ${words}`)
  })

  it.each([
    ['one review', 'weekly', 80, 'weekly  run 11111111 → 22222222'],
    ['two reviews', 'emea', 80, 'emea  run 11111111 → weekly  run 22222222'],
    ['a long name', 'x'.repeat(90), 60, `${'x'.repeat(13)}…  run 11111111 → weekly  run 22222222`],
  ])('of %s names it', (_, reviewName, width, heading) => {
    const given = {...runs, from: {...runs.from, reviewName}}
    const shown = diffText(difference, given, {...style, width}).split('\n')[0]!
    expect(shown).toBe(heading)
    expect(displayWidth(shown)).toBeLessThanOrEqual(width)
  })
})
