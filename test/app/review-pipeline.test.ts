import {describe, expect, it} from 'vitest'
import {type PipelineInput, reviewPipeline} from '../../src/app/review-pipeline.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {DealSource, ReadOptions, SourceReport} from '../../src/domain/ports/deal-source.js'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {decodeAnalysis, encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'
import {resolveRuleset} from '../../src/domain/rules/ruleset.js'
import {aDeal} from '../support/a-deal.js'
import {aPreviousReview} from '../support/a-previous-review.js'
import {aReview} from '../support/a-review.js'
import {noAccess} from '../support/no-access.js'

const plain = ({summary, deals}: Analysis) => ({summary, deals: [...deals()]})

const deals = [
  aDeal({id: 'a', owner: null, amount: 100}),
  aDeal({id: 'b', closeDate: '2025-01-01'}),
  aDeal({id: 'w', outcome: 'won'}),
]

/** Its report is that of `aReview`. */
function sourceOf(
  given: readonly Deal[],
  during: (options: ReadOptions) => void = () => undefined,
): DealSource {
  return {
    async read(sink, options): Promise<SourceReport> {
      sink.begin({fields: new Set(dealFields)})
      sink.add(given)
      during(options)
      return {rowsRead: given.length, bytesRead: 1000, refusedCount: 0, refusals: [], warnings: []}
    },
  }
}

function reviewed(source: DealSource, changes: Partial<PipelineInput> = {}) {
  return reviewPipeline(
    {source},
    {
      label: 'file "emea"',
      filter: null,
      access: noAccess,
      previous: async () => null,
      signal: new AbortController().signal,
      ruleset: resolveRuleset('recommended', {extends: ['revsched:recommended']}),
      asOf: new Date('2025-04-01T12:00:00Z'),
      timeZone: 'UTC',
      stageOrder: null,
      ...changes,
    },
  )
}

describe('the review of a source', () => {
  it('is what its deals give, and its document holds all of it', async () => {
    const {summary, document} = await reviewed(sourceOf(deals))
    const expected = plain(aReview(deals))
    expect(summary).toEqual(expected.summary)
    expect(plain(decodeAnalysis(document))).toEqual(expected)
  })

  it('is compared with the stored review before', async () => {
    const previous = aPreviousReview([aDeal({id: 'a', amount: 60}), aDeal({id: 'gone'})])
    const stored = {runId: 'run-1', document: encodeAnalysis(previous.analysis)}
    const {summary} = await reviewed(sourceOf(deals), {previous: async () => stored})
    expect(summary).toEqual(aReview(deals, {previous}).summary)
    expect(summary.changes!.counts).toMatchObject({
      new: {deals: 1},
      gone: {deals: 1},
      'amount-up': {deals: 1},
    })
  })

  it('is made without a comparison where the review before cannot be read, and says so', async () => {
    const previous = aPreviousReview([aDeal({id: 'a', amount: 60})])
    const document = Buffer.from(encodeAnalysis(previous.analysis))
    document[document.length - 1]! ^= 1
    const stored = {runId: '0192f0c4-1', document}
    const {summary} = await reviewed(sourceOf(deals), {previous: async () => stored})
    const alone = aReview(deals).summary
    expect(summary).toEqual({
      ...alone,
      source: {
        ...alone.source,
        warnings: [
          ...alone.source.warnings,
          'not compared with run 0192f0c4, the last one: a stored review cannot be read: it is damaged',
        ],
      },
    })
  })

  it.each([
    ['2025-04-01T12:00:00Z', true],
    ['2025-04-01T12:00:00.001Z', false],
  ])('is compared with a review as of %s: %s', async (asOf, isCompared) => {
    const {analysis} = aPreviousReview([aDeal({id: 'a', amount: 60})], {asOf})
    const stored = {runId: '0192f0c4-1', document: encodeAnalysis(analysis)}
    const {summary} = await reviewed(sourceOf(deals), {previous: async () => stored})
    expect(summary.changes !== null).toBe(isCompared)
    const told = `not compared with run 0192f0c4, the last one: it is as of ${new Date(asOf).toISOString()}, which is later`
    expect(summary.source.warnings.includes(told)).toBe(!isCompared)
  })

  it('goes by the order of stages that it is given', async () => {
    const previous = aPreviousReview([aDeal({id: 'a', stage: 'Red'})])
    const stored = {runId: 'run-1', document: encodeAnalysis(previous.analysis)}
    const {summary} = await reviewed(sourceOf([aDeal({id: 'a', stage: 'Blue'})]), {
      previous: async () => stored,
      stageOrder: ['Red', 'Blue'],
    })
    expect(summary.changes!.items.map(({kind}) => kind)).toEqual(['stage-forward'])
  })

  it('passes progress and the signal on, and asks for no custom fields', async () => {
    const seen: unknown[] = []
    const {signal} = new AbortController()
    const source = sourceOf(deals, options => {
      expect(options.signal).toBe(signal)
      expect(options.customFields).toEqual([])
      for (const rowsRead of [1, 2])
        options.onProgress?.({rowsRead, bytesRead: 10, bytesTotal: null, part: null})
    })
    await reviewed(source, {signal, onProgress: ({step, rowsRead}) => seen.push([step, rowsRead])})
    expect(seen).toEqual([
      ['reading', 1],
      ['reading', 2],
      ['judging', deals.length],
    ])
  })

  it('is none when the source fails after half of its deals', async () => {
    const failure = new RevschedError('source-failed', 'the file changed while it was read')
    const source = sourceOf(deals, () => {
      throw failure
    })
    await expect(reviewed(source)).rejects.toBe(failure)
  })

  it('asks for the stored review when all is read, not before', async () => {
    const order: string[] = []
    const previous = async () => {
      order.push('previous')
      return null
    }
    await reviewed(
      sourceOf(deals, () => order.push('read')),
      {previous},
    )
    expect(order).toEqual(['read', 'previous'])
  })
})
