import {resolve} from 'node:path'
import type {Connector, RecognisedColumn} from '../../domain/ports/connector.js'
import {columnFields, usualFields} from '../../domain/review/deal.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {DealCounter} from '../deal-counter.js'
import {misplacedColumns, refuseMisplaced} from './misplaced-columns.js'
import {type OpenedFile, openFile} from './open-file.js'
import {parseFileSettings} from './parse-settings.js'
import {rivalWarnings} from './passed-over.js'
import {readDeals, tooManyRefused, type Understanding} from './read-deals.js'
import {contradictionWarnings, refuseContradiction, unknownStageWarnings} from './stage-settings.js'
import {ambiguityText, type ColumnReading, dateFields, numberFields} from './survey.js'

export const fileConnector: Connector = {
  kind: 'file',
  parseSettings(settings) {
    const parsed = parseFileSettings(settings)
    refuseContradiction(parsed)
    return {...parsed, path: resolve(parsed.path)}
  },
  open(settings, {timeZone, label}) {
    let prepared: Promise<OpenedFile> | null = null
    return {
      prepare() {
        const {path, maxBytes} = parseFileSettings(settings, label)
        prepared = openFile(path, maxBytes)
        // Opened again when it is read.
        prepared.catch(() => undefined)
      },
      leave() {
        prepared?.then(file => file.close()).catch(() => undefined)
        prepared = null
      },
      async read(sink, options) {
        const parsed = parseFileSettings(settings, label)
        const ahead = prepared?.catch(() => null)
        prepared = null
        const file = (await ahead) ?? (await openFile(parsed.path, parsed.maxBytes))
        const {report} = await readDeals({file, settings: parsed}, sink, {...options, timeZone})
        refuseProblem({problem: tooManyRefused(report, parsed)})
        return report
      },
    }
  },
  async test(settings, {timeZone, label}, signal) {
    const counter = new DealCounter('each')
    const parsed = parseFileSettings(settings, label)
    const file = await openFile(parsed.path, parsed.maxBytes)
    const {report, understanding} = await readDeals({file, settings: parsed}, counter, {
      timeZone,
      customFields: 'all',
      surveysAll: true,
      signal,
    })
    const misplaced = misplacedColumns(parsed, understanding)
    // A stored connection is read as ever: its file may have come to call a column otherwise.
    if (label === undefined) refuseMisplaced(misplaced)
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
      missingFields: columnFields.filter(
        field => usualFields.includes(field) && !understanding.columns.has(field),
      ),
      dealsOpen: counter.of('open'),
      dealsWon: counter.of('won'),
      dealsLost: counter.of('lost'),
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
