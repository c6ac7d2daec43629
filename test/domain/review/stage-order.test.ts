import {describe, expect, it} from 'vitest'
import {StageProbabilities, stageOrder} from '../../../src/domain/review/stage-order.js'

function probabilities(byStage: Record<string, (number | null)[]> = {}): StageProbabilities {
  const all = new StageProbabilities()
  for (const [stage, values] of Object.entries(byStage)) for (const value of values) all.add(stage, value)
  return all
}

type Case = {
  name: string
  given?: readonly string[]
  byStage?: Record<string, (number | null)[]>
  stages: readonly [string, string]
}

const before: Case[] = [
  {
    name: 'less probable by the median of four, some of them equal',
    byStage: {A: [0.4, 0.1, 0.1, 0.4], B: [0.26]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable, deals of unknown probability left out',
    byStage: {A: [null, 0.2, null], B: [0.3, null]},
    stages: ['A', 'B'],
  },
  {name: 'given earlier', given: ['B', 'A'], stages: ['B', 'A']},
  {
    name: 'given earlier, whatever the probabilities say',
    given: ['B', 'A'],
    byStage: {A: [0.1], B: [0.9]},
    stages: ['B', 'A'],
  },
  {
    name: 'written differently from what was given',
    given: ['1. Demo/Trial', '2. Won?'],
    stages: ['1 demo trial', '2-WON'],
  },
  {name: 'less probable', byStage: {A: [0.2], B: [0.3]}, stages: ['A', 'B']},
  {
    name: 'less probable by the median of three, not by the mean',
    byStage: {A: [0.1, 0.2, 1], B: [0.3]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable by the median of unsorted values',
    byStage: {A: [0.9, 0.1, 0.2], B: [0.3]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable by the median between two',
    byStage: {A: [0.1, 0.5], B: [0.31]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable than the middle of three, though not than the lowest',
    byStage: {A: [0.2], B: [0.4, 0.1, 0.3]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable than between the two, though not than the lower',
    byStage: {A: [0.29], B: [0.5, 0.1]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable than the most frequent of three, counted as often as it comes',
    byStage: {A: [0.3], B: [0.4, 0.1, 0.4]},
    stages: ['A', 'B'],
  },
  {
    name: 'less probable, against the standard order',
    byStage: {Qualification: [0.9], Prospecting: [0.8]},
    stages: ['Prospecting', 'Qualification'],
  },
  {name: 'earlier in a standard Salesforce pipeline', stages: ['Prospecting', 'Negotiation/Review']},
  {
    name: 'earlier in a standard Salesforce pipeline, with the id of its longest name',
    stages: ['Id. Decision Makers', 'Proposal/Price Quote'],
  },
  {
    name: 'earlier in a standard HubSpot pipeline, by its internal id',
    stages: ['qualifiedtobuy', 'contractsent'],
  },
  {
    name: 'earlier in a standard HubSpot pipeline, by its label',
    stages: ['Qualified to buy', 'Decision maker bought-in'],
  },
  {
    name: 'equally probable, so by the standard order',
    byStage: {Prospecting: [0.5], Qualification: [0.5]},
    stages: ['Prospecting', 'Qualification'],
  },
  {
    name: 'of unknown probability, so by the standard order',
    byStage: {Prospecting: [0.9]},
    stages: ['Prospecting', 'Qualification'],
  },
  {name: 'written in another script', given: ['提案', '交渉'], stages: ['提案', '交渉']},
  {name: 'told apart by a mark alone', given: ['जीत', 'जात'], stages: ['जीत', 'जात']},
  {name: 'a sign and no letter', given: ['🚧', '✅'], stages: ['🚧', '✅']},
]

const neither: Case[] = [
  {name: 'the same stage', given: ['A', 'B'], stages: ['A', 'A']},
  {name: 'a stage that was not given', given: ['A', 'B'], stages: ['A', 'C']},
  {
    name: 'stages that were not given, though their probabilities differ',
    given: ['A', 'B'],
    byStage: {C: [0.1], D: [0.9]},
    stages: ['C', 'D'],
  },
  {name: 'nothing given at all', given: [], stages: ['Prospecting', 'Qualification']},
  {name: 'names of no standard pipeline', stages: ['Alpha', 'Beta']},
  {name: 'equally probable names of no standard pipeline', byStage: {A: [0.5], B: [0.5]}, stages: ['A', 'B']},
  {name: 'stages of two different standard pipelines', stages: ['Prospecting', 'contractsent']},
]

const orderOf = ({given, byStage}: Case) => stageOrder(given ? [given] : [], () => probabilities(byStage))

describe('stageOrder', () => {
  it.each(before)('puts first the stage that is $name', row => {
    const order = orderOf(row)
    const [first, second] = row.stages
    expect(Math.sign(order(first, second))).toBe(-1)
    expect(Math.sign(order(second, first))).toBe(1)
  })

  it.each(neither)('does not know the order of $name', row => {
    const order = orderOf(row)
    const [first, second] = row.stages
    expect(order(first, second)).toBe(0)
    expect(order(second, first)).toBe(0)
  })
})
