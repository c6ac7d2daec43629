import {plainStage} from './plain-stage.js'

/** Stages of the pipelines that Salesforce and HubSpot start with, first to last. */
const standardOrders: readonly (readonly string[])[] = [
  [
    'prospecting',
    'qualification',
    'needsanalysis',
    'valueproposition',
    'iddecisionmakers',
    'perceptionanalysis',
    'proposalpricequote',
    'negotiationreview',
  ],
  [
    'appointmentscheduled',
    'qualifiedtobuy',
    'presentationscheduled',
    'decisionmakerboughtin',
    'contractsent',
  ],
]

/** Compares two stages: negative when `a` comes first, 0 when their order is not known. */
export type StageOrder = (a: string, b: string) => number

/** How often each probability occurs in each stage: few different ones, however many deals there are. */
export class StageProbabilities {
  readonly #counts = new Map<string, Map<number, number>>()

  add(stage: string | null, probability: number | null): void {
    if (stage === null || probability === null) return
    const counts = this.#counts.get(stage) ?? new Map<number, number>()
    this.#counts.set(stage, counts)
    counts.set(probability, (counts.get(probability) ?? 0) + 1)
  }

  /** The median of each stage. */
  medians(): Map<string, number> {
    return new Map([...this.#counts].map(([stage, counts]) => [stage, medianOfCounts(counts)]))
  }
}

function medianOfCounts(counts: ReadonlyMap<number, number>): number {
  const sorted = [...counts].sort(([a], [b]) => a - b)
  const total = sorted.reduce((sum, [, count]) => sum + count, 0)
  const at = (place: number) => {
    let seen = 0
    for (const [value, count] of sorted) {
      seen += count
      if (seen > place) return value
    }
    return Number.NaN
  }
  return (at(Math.floor((total - 1) / 2)) + at(Math.floor(total / 2))) / 2
}

/**
 * The order of stages: as in the given lists, else by the median probability of the open deals in each, else as in the standard
 * pipelines. The probabilities are asked for when they are first needed: most reviews compare no stages in this way.
 */
export function stageOrder(
  given: readonly (readonly string[])[],
  probabilities: () => StageProbabilities,
): StageOrder {
  if (given.length > 0) return byLists(given)
  let medians: ReadonlyMap<string, number> | null = null
  const standard = byLists(standardOrders)
  return (a, b) => {
    medians ??= probabilities().medians()
    const [first, second] = [medians.get(a), medians.get(b)]
    if (first !== undefined && second !== undefined && first !== second) return first - second
    return standard(a, b)
  }
}

/** Before any deal is read: as in the given lists, else as in the standard pipelines. */
export function stepsBetween(given: readonly (readonly string[])[]): StageOrder {
  return byLists(given.length > 0 ? given : standardOrders)
}

/** By the first list that has both; unknown where another one has them the other way round. */
function byLists(lists: readonly (readonly string[])[]): StageOrder {
  const places = lists.map(stages => new Map(stages.map((stage, place) => [plainStage(stage), place])))
  return (a, b) => {
    const [first, second] = [plainStage(a), plainStage(b)]
    const steps = places.flatMap(places => {
      const [from, to] = [places.get(second), places.get(first)]
      return from === undefined || to === undefined ? [] : [to - from]
    })
    const isAgreed = steps.every(step => Math.sign(step) === Math.sign(steps[0]!))
    return isAgreed ? (steps[0] ?? 0) : 0
  }
}
