import {resolve} from 'node:path'
import type {ConnectionTest, Connector, RecognisedColumn} from '../../domain/ports/connector.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import {type Deal, dealFields, type Outcome} from '../../domain/review/deal.js'
import {IdIndex} from '../../domain/review/id-index.js'
import {TextArena} from '../../domain/review/text-arena.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {misplacedColumns, refuseMisplaced} from './misplaced-columns.js'
import {parseFileSettings} from './parse-settings.js'
import {rivalWarnings} from './passed-over.js'
import {readDeals, tooManyRefused, type Understanding} from './read-deals.js'
import {contradictionWarnings, refuseContradiction, unknownStageWarnings} from './stage-settings.js'
import {ambiguityText, type ColumnReading, dateFields, numberFields} from './survey.js'

const sampleSize = 3

export const fileConnector: Connector = {
  kind: 'file',
  parseSettings(settings) {
    const parsed = parseFileSettings(settings)
    refuseContradiction(parsed)
    return {...parsed, path: resolve(parsed.path)}
  },
  open: (settings, {timeZone, label}) => ({
    async read(sink, options) {
      const parsed = parseFileSettings(settings, label)
      const {report} = await readDeals(parsed, sink, {...options, timeZone})
      refuseProblem({problem: tooManyRefused(report, parsed)})
      return report
    },
  }),
  async test(settings, {timeZone, label}, signal) {
    const counter = new Counter()
    const parsed = parseFileSettings(settings, label)
    const {report, understanding} = await readDeals(parsed, counter, {
      timeZone,
      customFields: 'all',
      surveysAll: true,
      signal,
    })
    const misplaced = misplacedColumns(parsed, understanding)
    // A stored connection is read as ever: its file may have come to call a column otherwise.
    if (label === undefined) refuseMisplaced(misplaced)
    const {won, lost, open} = counter.outcomes
    const columns = recognisedColumns(understanding)
    const stages = counter.stages()
    const choices = [
      ...rivalWarnings({...understanding, map: parsed.map}),
      ...misplaced.map(({message, hint}) => `${message}; ${hint}`),
      ...contradictionWarnings(parsed),
      ...unknownStageWarnings(parsed, stages),
    ]
    return {
      description: descriptionOf(parsed.path, understanding, report.bytesRead),
      columns,
      missingFields: dealFields.filter(field => !understanding.columns.has(field)),
      dealsOpen: open,
      dealsWon: won,
      dealsLost: lost,
      stages,
      duplicateIds: counter.duplicateIds,
      sample: counter.sample,
      report: {...report, warnings: [...choices, ...report.warnings]},
      problem: tooManyRefused(report, parsed),
    }
  },
  login: null,
  describe: ({path}) => (typeof path === 'string' ? path : '(settings that cannot be read)'),
}

/** Counts what a connection test shows. */
class Counter implements DealSink {
  outcomes: Record<Outcome, number> = {open: 0, won: 0, lost: 0}
  duplicateIds = 0
  #rows = 0
  #ids = new IdIndex(new TextArena())
  #open: Deal[] = []
  #closed: Deal[] = []
  #stages = new Map<string, {stage: string | null; deals: number; outcome: string}>()

  begin(): void {
    this.outcomes = {open: 0, won: 0, lost: 0}
    this.duplicateIds = 0
    this.#rows = 0
    this.#ids = new IdIndex(new TextArena())
    this.#open = []
    this.#closed = []
    this.#stages.clear()
  }

  add(deals: readonly Deal[]): void {
    for (const deal of deals) {
      this.outcomes[deal.outcome]++
      if (this.#ids.put(deal.id, this.#rows++) >= 0) this.duplicateIds++
      const some = deal.outcome === 'open' ? this.#open : this.#closed
      if (some.length < sampleSize) some.push(deal)
      const key = JSON.stringify([deal.stage, deal.outcome])
      const stage = this.#stages.get(key) ?? {stage: deal.stage, deals: 0, outcome: deal.outcome}
      stage.deals++
      this.#stages.set(key, stage)
    }
  }

  /** The first open deals, which are those that a review judges; closed ones only where there are not enough. */
  get sample(): Deal[] {
    return [...this.#open, ...this.#closed].slice(0, sampleSize)
  }

  stages(): ConnectionTest['stages'] {
    return [...this.#stages.values()].sort((a, b) => b.deals - a.deals)
  }
}

function descriptionOf(
  path: string,
  {format, delimiter, encoding, isGzip}: Understanding,
  bytes: number,
): string {
  const separators: Readonly<Record<string, string>> = {
    ',': 'comma',
    ';': 'semicolon',
    '\t': 'tab',
    '|': 'pipe',
  }
  const separated = delimiter === null ? '' : `, ${separators[delimiter]} separated`
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  return `${path}: ${format.toUpperCase()}${separated}, ${encoding.toUpperCase()}${isGzip ? ', gzipped' : ''}, ${size}`
}

function recognisedColumns({headers, columns, readings}: Understanding): RecognisedColumn[] {
  const fieldOf = new Map([...columns].map(([field, index]) => [index, field]))
  return headers.map((column, index) => {
    const field = fieldOf.get(index) ?? null
    const reading = readings[index]!
    const words = field && dateFields.has(field) ? dateReading(reading) : 'text'
    const number =
      field === 'probability'
        ? reading.isPercent
          ? 'percent'
          : 'share 0-1'
        : `number, decimal ${reading.decimal}`
    return {
      column,
      field,
      reading: field && numberFields.has(field) ? number : words,
      filled: reading.filled,
      ambiguity: field && reading.isAmbiguous ? ambiguityText(column, field, reading) : null,
    }
  })
}

function dateReading({order, isOrderSeen}: ColumnReading): string {
  if (!isOrderSeen) return 'date'
  return order === 'mdy' ? 'date, month first (11/30/2026)' : 'date, day first (30/11/2026)'
}
