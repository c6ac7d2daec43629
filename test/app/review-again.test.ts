import {join} from 'node:path'
import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {reviewRunAgain} from '../../src/app/review-again.js'
import {reviewPipeline} from '../../src/app/review-pipeline.js'
import {fileConnector} from '../../src/connectors/file/connector.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {ReviewResult} from '../../src/domain/ports/review-executor.js'
import type {StoredInput} from '../../src/domain/ports/store.js'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {decodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {type Deal, type DealField, dealFields} from '../../src/domain/review/deal.js'
import type {DealFilter} from '../../src/domain/review/deal-filter.js'
import {ownRules} from '../../src/domain/rules/custom/own-rules.js'
import {type RulesetDefinition, type RulesetFile, resolveRuleset} from '../../src/domain/rules/ruleset.js'
import {aDeal} from '../support/a-deal.js'
import {aRun} from '../support/a-run.js'
import {anyDeals} from '../support/any-deals.js'
import {noAccess, noHttp} from '../support/no-access.js'

const named = (name: string): RulesetDefinition => ({name, file: {extends: [`revsched:${name}`]}})
const own = (file: RulesetFile): RulesetDefinition => ({name: 'own.yaml', file})

type Given = {
  rules?: RulesetDefinition
  /** Stored as run `first`. */
  previous?: ReviewResult | null
  filter?: DealFilter
  day?: number
}

async function reviewed(source: DealSource, given: Given = {}): Promise<ReviewResult> {
  const {rules = named('recommended'), previous = null, filter = null, day = 16} = given
  return reviewPipeline(
    {source},
    {
      label: 'file "emea"',
      filter,
      ...(filter && {filterText: 'some'}),
      access: noAccess,
      previous: async () => previous && {runId: 'first', document: previous.document},
      signal: new AbortController().signal,
      ruleset: resolveRuleset(rules.name, rules.file, await ownRules(rules.file)),
      asOf: new Date(Date.UTC(2026, 10, day, 12)),
      timeZone: 'America/New_York',
      stageOrder: null,
    },
  )
}

function again(result: ReviewResult, rules: RulesetDefinition, earlier: ReviewResult | null = null) {
  const input: StoredInput = result.input ? {kind: 'kept', document: result.input} : {kind: 'too-large'}
  const runs = {
    readInput: async () => input,
    async readAnalysis() {
      if (earlier) return earlier.document
      throw new RevschedError('not-found', 'run first has no stored analysis')
    },
  }
  const analysis = decodeAnalysis(result.document)
  return reviewRunAgain({runs}, {run: aRun({id: 'aaaa1111', reviewName: 'weekly'}), analysis}, rules)
}

/** As it is stored: JSON has no `undefined`, and a score has the digits it was written with. */
const plain = ({summary, deals}: Analysis) => JSON.parse(JSON.stringify({summary, deals: [...deals()]}))
const storedOf = ({document}: ReviewResult) => plain(decodeAnalysis(document))

function sourceOf(deals: readonly Deal[], fields: readonly DealField[] = dealFields): DealSource {
  return {
    async read(sink) {
      sink.begin({fields: new Set(fields), customFields: new Set(['Region', 'Champion'])})
      // In pieces: how they come must not matter.
      for (let at = 0; at < deals.length; at += 7) sink.add(deals.slice(at, at + 7))
      return {rowsRead: deals.length, bytesRead: 1000, refusedCount: 0, refusals: [], warnings: ['as read']}
    },
  }
}

const examples = join(import.meta.dirname, '../../examples/data')

function sample(file: string): DealSource {
  const crm = {http: noHttp, access: noAccess}
  return fileConnector.open({path: join(examples, file)}, {timeZone: 'America/New_York', label: 'x', crm})
}

const everyKind = own({
  extends: ['revsched:strict'],
  rules: {'coverage-below-target': {quota: 5_000_000}, 'stage-stalled': {severity: 'low', days: 10}},
  overrides: [
    {when: {minAmount: 50_000}, rules: {'no-recent-activity': {days: 7}, 'missing-next-step': 'off'}},
  ],
  custom: [
    {
      id: 'acme/large',
      category: 'forecast',
      severity: 'low',
      violation: 'deal.amount >= 90000.0',
      message: '{{deal.name}} is large',
    },
  ],
  waivers: [{rule: 'close-date-past', deal: 'd1', until: '2026-12-31', reason: 'legal review'}],
  score: {points: {critical: 60, low: 5}, portfolio: true, supersede: ['commit-at-risk']},
})

describe('a review of the sample pipeline that is made again', () => {
  it.each([
    ['recommended', named('recommended')],
    ['strict', named('strict')],
    ['rules of every kind', everyKind],
  ])('finds the same by the same rules: %s, first and second review', async (_, rules) => {
    const first = await reviewed(sample('pipeline.csv'), {rules})
    expect(plain(await again(first, rules))).toEqual(storedOf(first))
    const second = await reviewed(sample('pipeline-next-week.csv'), {rules, previous: first, day: 23})
    expect(second.summary.changes).not.toBeNull()
    expect(plain(await again(second, rules, first))).toEqual(storedOf(second))
  })

  it('finds what a review by the other rules would have found', async () => {
    const first = await reviewed(sample('pipeline.csv'))
    const strict = await reviewed(sample('pipeline.csv'), {rules: named('strict')})
    const scoredAgain = plain(await again(first, named('strict')))
    // What is missing is told in other words: one did not fetch it, the other looked.
    const told = ({skippedDetail: _, missingFields: __, ...rule}: Analysis['summary']['rules'][number]) =>
      rule
    expect(scoredAgain.deals).toEqual(storedOf(strict).deals)
    expect(scoredAgain.summary.score).toBe(strict.summary.score)
    expect(scoredAgain.summary.rules.map(told)).toEqual(strict.summary.rules.map(told))
  })
})

describe('any review that is made again', () => {
  it('finds the same by the same rules, with and without a filter and an earlier review', async () => {
    const filters = fc.constantFrom(undefined, {minAmount: 1000}, {stages: ['Proposal']})
    await fc.assert(
      fc.asyncProperty(anyDeals(), anyDeals(), filters, async (before, now, filter) => {
        const given = {rules: everyKind, ...(filter && {filter})}
        const first = await reviewed(sourceOf(before), given)
        const second = await reviewed(sourceOf(now), {...given, previous: first, day: 23})
        expect(plain(await again(first, everyKind))).toEqual(storedOf(first))
        expect(plain(await again(second, everyKind, first))).toEqual(storedOf(second))
      }),
      {numRuns: 40},
    )
  })

  it('goes without an earlier review that is gone, and says so', async () => {
    const first = await reviewed(sourceOf([aDeal({id: 'a'})]))
    const second = await reviewed(sourceOf([aDeal({id: 'b'})]), {previous: first})
    const {summary} = await again(second, named('strict'))
    expect(summary.changes).toBeNull()
    expect(summary.source.warnings).toContain(
      'scored again without run first, which it was compared with: that is gone',
    )
  })
})

describe('rules that look at what a review did not fetch', () => {
  const region = (id: string, needs: string): NonNullable<RulesetFile['custom']>[number] => ({
    id,
    category: 'completeness',
    severity: 'low',
    violation: `!has(deal.custom.${needs})`,
    message: 'none',
    needs: [needs],
  })
  const champion = own({custom: [region('acme/champion', 'Champion')]})
  const detailOf = ({summary}: Analysis) =>
    summary.rules.map(rule => [rule.skippedReason, rule.skippedDetail])

  it.each<{name: string; made: RulesetFile; rules: RulesetFile; fields?: DealField[]; detail: string | null}>(
    [
      {
        name: 'a custom field that the source has',
        made: {custom: [region('acme/region', 'Region')]},
        rules: champion.file,
        detail: 'the review did not fetch Champion',
      },
      {name: 'a custom field that was asked for', made: champion.file, rules: champion.file, detail: null},
      {
        name: 'a custom field that was asked for and is not there',
        made: {custom: [region('acme/x', 'Nowhere')]},
        rules: {custom: [region('acme/y', 'Nowhere')]},
        detail: 'the source has no Nowhere',
      },
      {
        name: 'a field that takes calls',
        made: {rules: {'missing-amount': 'on'}},
        rules: {rules: {'missing-contact': 'on'}},
        fields: ['name', 'amount', 'stage', 'probability'],
        detail: 'the review did not fetch contactCount',
      },
      {
        name: 'a field that was asked for and is not there',
        made: {rules: {'missing-contact': 'on'}},
        rules: {rules: {'missing-contact': 'high'}},
        fields: ['name', 'amount', 'stage', 'probability'],
        detail: 'the source has no contactCount',
      },
    ],
  )('are skipped, or not: $name', async ({made, rules, fields, detail}) => {
    const result = await reviewed(sourceOf([aDeal({id: 'a'})], fields), {rules: own(made)})
    const reason = detail === null ? null : 'field-unavailable'
    expect(detailOf(await again(result, own(rules)))).toEqual([[reason, detail]])
  })

  it.each([
    {name: 'nobody asked when the fiscal year begins', made: named('minimal'), isTold: true},
    {name: 'somebody asked', made: named('strict'), isTold: false},
  ])('tell of quarters: $name', async ({made, isTold}) => {
    const result = await reviewed(sourceOf([aDeal({id: 'a'})]), {rules: made})
    const {summary} = await again(result, named('strict'))
    expect(summary.source.warnings.some(text => text.startsWith('quarters are those of the calendar'))).toBe(
      isTold,
    )
  })
})

describe('a run whose deals are not kept', () => {
  it.each([
    ['too-large', 'they are too many to be kept'],
    ['too-old', 'they are kept of the last 13 runs'],
    ['never-kept', 'an earlier version of revsched made it'],
  ] as const)('is refused: %s', async (kind, why) => {
    const {document} = await reviewed(sourceOf([]))
    const runs = {readInput: async () => ({kind}), readAnalysis: async () => document}
    const run = aRun({id: 'aaaa1111', reviewName: 'weekly'})
    const made = reviewRunAgain({runs}, {run, analysis: decodeAnalysis(document)}, named('strict'))
    await expect(made).rejects.toThrow(`run aaaa1111 of "weekly" has no deals to score again: ${why}`)
    await expect(made).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('run-now --rules'),
    })
  })
})
