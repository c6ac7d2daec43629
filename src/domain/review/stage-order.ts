import {medianOf} from '../score/median.js'

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

/**
 * The order of stages: as given, else by the median probability of the deals in each, else as in the standard pipelines.
 * `probabilities` holds those of the open deals by stage.
 */
export function stageOrder(
  given: readonly string[] | null,
  probabilities: ReadonlyMap<string, readonly number[]>,
): StageOrder {
  if (given) return byList(given.map(plain))
  const medians = new Map<string, number>()
  for (const [stage, values] of probabilities) medians.set(stage, medianOf(Float64Array.from(values)))
  const standard = standardOrders.map(byList)
  return (a, b) => {
    const [first, second] = [medians.get(a), medians.get(b)]
    if (first !== undefined && second !== undefined && first !== second) return first - second
    return standard.map(order => order(a, b)).find(result => result !== 0) ?? 0
  }
}

function byList(stages: readonly string[]): StageOrder {
  return (a, b) => {
    const [first, second] = [stages.indexOf(plain(a)), stages.indexOf(plain(b))]
    return first < 0 || second < 0 ? 0 : first - second
  }
}

function plain(stage: string): string {
  return stage.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}
