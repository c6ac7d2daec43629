import type {DealSink} from '../ports/deal-source.js'
import type {Deal} from './deal.js'
import type {DealFilter} from './deal-filter.js'

type Test = (deal: Deal) => boolean

/** Stages told where none matched. */
const namesTold = 8

/** Passes on the deals that a filter is about, whatever the source left out already. */
export class FilteredDeals implements DealSink {
  readonly #sink: DealSink
  readonly #tests: readonly Test[]
  readonly #filter: DealFilter
  #seen = 0
  #passed = 0
  #names = {pipelines: new Set<string>(), stages: new Set<string>(), owners: new Set<string>()}

  constructor(sink: DealSink, filter: DealFilter) {
    this.#sink = sink
    this.#filter = filter
    this.#tests = testsOf(filter)
  }

  begin(source: Parameters<DealSink['begin']>[0]): void {
    this.#seen = 0
    this.#passed = 0
    this.#names = {pipelines: new Set(), stages: new Set(), owners: new Set()}
    this.#sink.begin(source)
  }

  add(deals: readonly Deal[]): void {
    const passed = deals.filter(deal => this.#passes(deal))
    if (passed.length > 0) this.#sink.add(passed)
  }

  /** What a person should know who misspelt a stage: an empty review looks like an empty pipeline. */
  get warnings(): readonly string[] {
    if (this.#passed > 0) return []
    if (this.#seen === 0) return ['no open deal: the source has none, or none that matches the filter']
    const lists = (['pipelines', 'stages', 'owners'] as const)
      .filter(list => this.#filter[list] !== undefined)
      .map(list => `${list} there are: ${told(this.#names[list])}`)
    return [[`none of ${this.#seen} open deals matches the filter`, ...lists].join('; ')]
  }

  #passes(deal: Deal): boolean {
    const passes = this.#tests.every(test => test(deal))
    if (deal.outcome !== 'open') return passes
    this.#seen++
    if (passes) this.#passed++
    if (this.#passed === 0) this.#note(deal)
    return passes
  }

  #note({pipeline, stage, owner}: Deal): void {
    const {pipelines, stages, owners} = this.#names
    if (pipeline !== null && pipelines.size <= namesTold) pipelines.add(pipeline)
    if (stage !== null && stages.size <= namesTold) stages.add(stage)
    if (owner !== null && owners.size <= namesTold) owners.add(owner)
  }
}

function told(names: ReadonlySet<string>): string {
  const first = [...names].slice(0, namesTold).join(', ')
  return names.size > namesTold ? `${first}, …` : first || 'none'
}

function testsOf(filter: DealFilter): Test[] {
  const {minAmount, maxAmount, closeFrom, closeTo} = filter
  const all = [
    oneOf(filter.pipelines, ({pipeline}) => pipeline),
    openOnly(oneOf(filter.stages, ({stage}) => stage)),
    oneOf(filter.owners, ({owner}) => owner),
    minAmount === undefined ? null : ({amount}: Deal) => amount !== null && amount >= minAmount,
    maxAmount === undefined ? null : ({amount}: Deal) => amount !== null && amount <= maxAmount,
    closeFrom === undefined ? null : openOnly(({closeDate}) => closeDate !== null && closeDate >= closeFrom),
    closeTo === undefined ? null : openOnly(({closeDate}) => closeDate !== null && closeDate <= closeTo),
  ]
  return all.filter(test => test !== null)
}

function openOnly(test: Test | null): Test | null {
  return test && (deal => deal.outcome !== 'open' || test(deal))
}

function oneOf(allowed: readonly string[] | undefined, valueIn: (deal: Deal) => string | null): Test | null {
  if (!allowed) return null
  const plain = new Set(allowed.map(plainName))
  return deal => {
    const value = valueIn(deal)
    return value !== null && plain.has(plainName(value))
  }
}

function plainName(text: string): string {
  return text.trim().normalize('NFC').toLowerCase()
}
