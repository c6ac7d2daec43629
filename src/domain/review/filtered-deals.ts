import type {DealSink} from '../ports/deal-source.js'
import type {Deal} from './deal.js'
import type {DealFilter} from './deal-filter.js'
import {dealTests} from './deal-tests.js'

/** Stages told where none matched. */
const namesTold = 8

/** Passes on the deals that a filter is about, whatever the source left out already. */
export class FilteredDeals implements DealSink {
  readonly #sink: DealSink
  readonly #tests: ReturnType<typeof dealTests>
  readonly #filter: DealFilter
  #seen = 0
  #passed = 0
  #names = {pipelines: new Set<string>(), stages: new Set<string>(), owners: new Set<string>()}

  constructor(sink: DealSink, filter: DealFilter) {
    this.#sink = sink
    this.#filter = filter
    this.#tests = dealTests(filter)
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
