import {lastRemembered} from '../../domain/remembered.js'
import type {Deal} from '../../domain/review/deal.js'
import {IdIndex} from '../../domain/review/id-index.js'
import type {OwnerEmailIndex} from '../../domain/review/owner-emails.js'
import {TextArena} from '../../domain/review/text-arena.js'
import {BadValue} from './bad-value.js'
import type {FieldBlock} from './field-block.js'
import {
  type Column,
  dayReader,
  flagReader,
  forecastCategoryReader,
  instantReader,
  numberReader,
  probabilityReader,
  repeatedTextReader,
  textReader,
} from './field-readers.js'
import {outcomeOf} from './outcome.js'
import type {FieldColumns} from './recognise-headers.js'
import type {FileSettings, MappableField} from './settings.js'
import type {ColumnReading} from './survey.js'

type Mapping = {
  headers: readonly string[]
  columns: FieldColumns
  readings: readonly ColumnReading[]
  settings: FileSettings
  timeZone: string
  customFields: readonly string[] | 'all'
  /** False once the whole file was surveyed: what still does not fit is refused. */
  mayRestart: boolean
  /** Gathers the addresses of owners of open deals; null where nobody asked. */
  emails: OwnerEmailIndex | null
}

/** All that is read in the same way of every file with these columns. */
type Layout = ReturnType<typeof newLayout>

const layoutOf = lastRemembered(layoutKey, newLayout)

function layoutKey({
  headers,
  columns,
  readings,
  settings,
  timeZone,
  customFields,
  mayRestart,
}: Mapping): string {
  const {wonStages, lostStages, openStages} = settings
  const stages = [wonStages, lostStages, openStages]
  const read = readings.map(({filled, isAmbiguous, isMixed, ...how}) => how)
  return JSON.stringify([headers, [...columns], read, stages, timeZone, customFields, mayRestart])
}

function newLayout(mapping: Mapping) {
  const {headers, columns, settings} = mapping
  return {
    width: headers.length,
    idHeader: headers[columns.get('id') ?? -1] ?? null,
    read: readersOf(mapping),
    outcomeIn: outcomeOf(settings),
    custom: customReader(mapping),
  }
}

/** Turns rows into deals. */
export class RowMapper {
  readonly #layout: Layout
  readonly #emails: OwnerEmailIndex | null
  readonly #identify: ReturnType<typeof nameIdentity> | null

  constructor(mapping: Mapping) {
    this.#layout = layoutOf(mapping)
    this.#emails = mapping.emails
    this.#identify = mapping.columns.has('id') ? null : nameIdentity()
  }

  /** Throws BadValue for a row that is refused and Restart for a reading that was wrong. */
  deal(block: FieldBlock, row: number): Deal {
    const {read, width, idHeader, outcomeIn, custom} = this.#layout
    if (block.widthOf(row) !== width) checkWidth(block, row, width)
    const first = block.firstFields[row]!
    const name = read.name(block, first)
    const account = read.account(block, first)
    const id = this.#identify ? this.#identify(name, account) : read.id(block, first)
    if (id === null) throw new BadValue(idHeader, '', 'the id is empty')
    const stage = read.stage(block, first)
    const owner = read.owner(block, first)
    const outcome = outcomeIn(stage, read.isClosed(block, first), read.isWon(block, first))
    if (this.#emails && outcome === 'open') noteEmail(this.#emails, owner, read.ownerEmail(block, first))
    return {
      id,
      name,
      amount: read.amount(block, first),
      currency: read.currency(block, first),
      pipeline: read.pipeline(block, first),
      stage,
      probability: read.probability(block, first),
      forecastCategory: read.forecastCategory(block, first),
      owner,
      account,
      contactCount: read.contactCount(block, first),
      nextStep: read.nextStep(block, first),
      closeDate: read.closeDate(block, first),
      createdAt: read.createdAt(block, first),
      lastStageChangeAt: read.lastStageChangeAt(block, first),
      lastActivityAt: read.lastActivityAt(block, first),
      nextActivityAt: read.nextActivityAt(block, first),
      outcome,
      url: read.url(block, first),
      isOwnerActive: read.isOwnerActive(block, first),
      isStageActive: read.isStageActive(block, first),
      pushCount: read.pushCount(block, first),
      isCloseDateDefault: null,
      hasOverdueTask: read.hasOverdueTask(block, first),
      nextStepChangedAt: read.nextStepChangedAt(block, first),
      stageProbability: read.stageProbability(block, first),
      isConvertible: null,
      contactRoles: null,
      stageHistory: null,
      closeDateHistory: null,
      custom: custom(block, first),
    }
  }
}

function readersOf({headers, columns, readings, mayRestart, timeZone}: Mapping) {
  const at = (field: MappableField): Column => {
    const index = columns.get(field) ?? -1
    return {index, header: headers[index] ?? '', reading: readings[index]!, mayRestart}
  }
  return {
    id: textReader(at('id')),
    name: textReader(at('name')),
    amount: numberReader(at('amount')),
    currency: repeatedTextReader(at('currency')),
    pipeline: repeatedTextReader(at('pipeline')),
    stage: repeatedTextReader(at('stage')),
    probability: probabilityReader(at('probability')),
    forecastCategory: forecastCategoryReader(at('forecastCategory')),
    owner: repeatedTextReader(at('owner')),
    account: repeatedTextReader(at('account')),
    contactCount: numberReader(at('contactCount')),
    nextStep: textReader(at('nextStep')),
    closeDate: dayReader(at('closeDate'), timeZone),
    createdAt: instantReader(at('createdAt'), timeZone),
    lastStageChangeAt: instantReader(at('lastStageChangeAt'), timeZone),
    lastActivityAt: instantReader(at('lastActivityAt'), timeZone),
    nextActivityAt: instantReader(at('nextActivityAt'), timeZone),
    ownerEmail: repeatedTextReader(at('ownerEmail')),
    isClosed: repeatedTextReader(at('isClosed')),
    isWon: repeatedTextReader(at('isWon')),
    url: textReader(at('url')),
    isOwnerActive: flagReader(at('isOwnerActive')),
    isStageActive: flagReader(at('isStageActive')),
    pushCount: numberReader(at('pushCount')),
    hasOverdueTask: flagReader(at('hasOverdueTask')),
    nextStepChangedAt: instantReader(at('nextStepChangedAt'), timeZone),
    stageProbability: probabilityReader(at('stageProbability')),
  }
}

/** An empty field says nothing: many a row has no address of an owner whom others have one of. */
function noteEmail(emails: OwnerEmailIndex, owner: string | null, email: string | null): void {
  if (email !== null) emails.note(owner, email)
}

/** Rows may be longer only by empty fields; a shorter row may be cut off and is refused. */
function checkWidth(block: FieldBlock, row: number, width: number): void {
  const texts = block.rowOf(row)
  if (texts.length > width && texts.slice(width).every(text => text === '')) return
  throw new BadValue(null, texts.join(','), `it has ${texts.length} of ${width} fields`)
}

function customReader({
  headers,
  columns,
  customFields,
}: Mapping): (block: FieldBlock, first: number) => Deal['custom'] {
  const mapped = new Set(columns.values())
  const wanted = headers
    .map((header, index) => ({header, index}))
    .filter(({header, index}) =>
      customFields === 'all' ? !mapped.has(index) : customFields.includes(header),
    )
  if (wanted.length === 0) return () => noCustom
  return (block, first) =>
    Object.fromEntries(wanted.map(({header, index}) => [header, block.textOf(first + index)]))
}

const noCustom: Deal['custom'] = Object.freeze({})

/** Without an id column a deal is its name and account; the second of two such deals gets a number. */
function nameIdentity(): (name: string | null, account: string | null) => string | null {
  // Texts as bytes: a million strings in a Map would take more memory than the whole review.
  const keys = new IdIndex(new TextArena())
  const repeated = new Map<string, number>()
  let rows = 0
  return (name, account) => {
    if (name === null) return null
    const key = account === null ? name : `${name} (${account})`
    if (keys.put(key, rows++) < 0) return key
    const number = (repeated.get(key) ?? 1) + 1
    repeated.set(key, number)
    return `${key} #${number}`
  }
}
