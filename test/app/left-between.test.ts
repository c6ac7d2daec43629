import {describe, expect, it} from 'vitest'
import {leftBetween} from '../../src/app/left-between.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {Analysis} from '../../src/domain/review/analysis.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {aDeal, type DealText} from '../support/a-deal.js'
import {aReview} from '../support/a-review.js'
import {aRun} from '../support/a-run.js'

const day = (number: number) => `2025-04-0${number}T12:00:00.000Z`

/** Reviews of one schedule, each compared with the one before, as of these days: `run-1`, `run-2` and so on. */
function chainOf(
  steps: readonly (readonly DealText[])[],
  days: readonly number[] = [1, 2, 3, 4],
): Analysis[] {
  const made: Analysis[] = []
  for (const deals of steps) {
    const before = made.at(-1)
    const previous = before ? {runId: `run-${made.length}`, analysis: before} : null
    made.push(aReview(deals.map(aDeal), {previous, asOf: day(days[made.length]!)}))
  }
  return made
}

/** What is known in the last run of how deals left since `run-1`; the runs in `pruned` are not kept. */
async function known(
  steps: readonly (readonly DealText[])[],
  {pruned = [], from = 'run-1', asOf = day(1), days}: Given = {},
) {
  const chain = chainOf(steps, days)
  const runs = {
    async readAnalysis(runId: string) {
      if (pruned.includes(runId)) throw new RevschedError('not-found', `run ${runId} has no stored analysis`)
      return encodeAnalysis(chain[Number(runId.slice(4)) - 1]!)
    },
  }
  const {left, isWhole} = await leftBetween(runs, sidesOf(chain, from, asOf))
  return {isWhole, left: [...left].map(([id, {kind}]) => `${id} ${kind}`).sort()}
}

type Given = {
  pruned?: readonly string[]
  from?: string
  /** Of a run that is from elsewhere. */
  asOf?: string
  days?: readonly number[]
}

/** A run of the chain, or one of another review, and the last of the chain. */
function sidesOf(chain: readonly Analysis[], id: string, asOf: string) {
  const run = (index: number) => aRun({id: `run-${index + 1}`, createdAt: new Date(2025, 3, 1, 12, index)})
  const place = chain.findIndex((_, index) => run(index).id === id)
  const from =
    place < 0
      ? {run: aRun({id, scheduledReviewId: 'review-2'}), summary: {...chain[0]!.summary, asOf}}
      : {run: run(place), summary: chain[place]!.summary}
  return {from, to: {run: run(chain.length - 1), summary: chain.at(-1)!.summary}}
}

const open = (id: string): DealText => ({id})
const won = (id: string): DealText => ({id, outcome: 'won'})
const lost = (id: string): DealText => ({id, outcome: 'lost'})
const many = (outcome: 'open' | 'won', count: number) =>
  Array.from({length: count}, (_, index): DealText => ({id: `d${index}`, outcome}))

describe('how deals left between two runs', () => {
  it.each<[string, (readonly DealText[])[], Given, string[], boolean]>([
    ['in the later run itself', [[open('a')], [won('a')]], {}, ['a won'], true],
    ['in a run between', [[open('a'), open('b')], [won('a'), open('b')], [open('b')]], {}, ['a won'], true],
    [
      'in several',
      [[open('a'), open('b')], [won('a'), open('b')], [lost('b')], []],
      {},
      ['a won', 'b lost'],
      true,
    ],
    [
      'twice: the newest word counts',
      [[open('a')], [lost('a')], [open('a')], [won('a')]],
      {},
      ['a won'],
      true,
    ],
    ['not at all', [[open('a')], [open('a')], [open('a')]], {}, [], true],
    [
      'as won, came back and left without a word: gone',
      [[open('a')], [won('a')], [open('a')], []],
      {},
      ['a gone'],
      true,
    ],
    ['without a word: gone', [[open('a')], [], []], {}, ['a gone'], true],
    ['before the earlier run', [[open('a')], [won('a')], []], {from: 'run-2'}, [], true],
    [
      'in a run as of a day before the earlier one',
      [[open('a')], [won('a')], []],
      {days: [2, 1, 3]},
      ['a won'],
      true,
    ],
    ['in a run that is not kept', [[open('a')], [won('a')], []], {pruned: ['run-2']}, [], false],
    ['in runs of another review', [[open('a')], [won('a')]], {from: 'elsewhere'}, ['a won'], false],
  ])('%s', async (_, steps, given, left, isWhole) => {
    expect(await known(steps, given)).toEqual({left, isWhole})
  })

  it.each([
    [1000, true],
    [1001, false],
  ])('is known of all %i deals won in one step: %s', async (count, isWhole) => {
    const {left, isWhole: told} = await known([many('open', count), many('won', count)])
    expect([left.length, told]).toEqual([1000, isWhole])
  })

  it('is not looked for behind the earlier run', async () => {
    const given = {from: 'elsewhere', asOf: day(2), pruned: ['run-2']}
    const steps3 = [[open('a')], [open('a')], [won('a')]]
    expect(await known(steps3, given)).toEqual({left: ['a won'], isWhole: false})
    const steps = [[open('a')], [won('a')], []]
    expect(await known(steps, {from: 'elsewhere', asOf: day(2)})).toEqual({left: ['a won'], isWhole: false})
    expect(await known(steps, {from: 'elsewhere', asOf: day(3)})).toEqual({left: [], isWhole: false})
  })

  it('is an error when a run between is damaged', async () => {
    const chain = chainOf([[open('a')], [won('a')], []])
    const runs = {readAnalysis: async () => Buffer.from('RVA')}
    await expect(leftBetween(runs, sidesOf(chain, 'run-1', day(1)))).rejects.toMatchObject({code: 'storage'})
  })
})
