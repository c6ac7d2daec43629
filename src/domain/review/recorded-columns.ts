import type {Deal} from './deal.js'
import type {CloseDateEntry, StageEntry} from './deal-history.js'
import {
  type InstantColumn,
  instantColumn,
  instantValue,
  type ListColumn,
  listColumn,
  listValue,
  type NumberColumn,
  numberColumn,
  numberValue,
  type RepeatingColumn,
  repeatingColumn,
  repeatingValue,
  type TextColumn,
  textColumn,
  textValue,
} from './packed-column.js'

type PackedStages = readonly (readonly [stage: string, atMs: number])[] | null
type PackedCloseDates = readonly (readonly [closeDate: number | null, atMs: number])[] | null

type NumberField = 'amount' | 'contactCount' | 'closeDate' | 'pushCount'
type InstantField =
  | 'createdAt'
  | 'lastStageChangeAt'
  | 'lastActivityAt'
  | 'nextActivityAt'
  | 'nextStepChangedAt'

/** How each field of a deal is packed; a field that is missing here does not compile. */
type Columns = {
  id: ListColumn<string>
  name: ListColumn<string | null>
  amount: NumberColumn
  currency: RepeatingColumn<Deal['currency']>
  pipeline: RepeatingColumn<Deal['pipeline']>
  stage: RepeatingColumn<Deal['stage']>
  probability: RepeatingColumn<Deal['probability']>
  forecastCategory: RepeatingColumn<Deal['forecastCategory']>
  owner: RepeatingColumn<Deal['owner']>
  account: ListColumn<Deal['account']>
  contactCount: NumberColumn
  nextStep: TextColumn
  closeDate: NumberColumn
  createdAt: InstantColumn
  lastStageChangeAt: InstantColumn
  lastActivityAt: InstantColumn
  nextActivityAt: InstantColumn
  isOwnerActive: RepeatingColumn<Deal['isOwnerActive']>
  isStageActive: RepeatingColumn<Deal['isStageActive']>
  isCloseDateDefault: RepeatingColumn<Deal['isCloseDateDefault']>
  hasOverdueTask: RepeatingColumn<Deal['hasOverdueTask']>
  nextStepChangedAt: InstantColumn
  stageProbability: RepeatingColumn<Deal['stageProbability']>
  isConvertible: RepeatingColumn<Deal['isConvertible']>
  contactRoles: ListColumn<Deal['contactRoles']>
  pushCount: NumberColumn
  stageHistory: ListColumn<PackedStages>
  closeDateHistory: ListColumn<PackedCloseDates>
  outcome: RepeatingColumn<Deal['outcome']>
  url: ListColumn<Deal['url']>
  custom: ListColumn<Deal['custom']>
}

/** Deals as a source gave them, a column per field. */
export type RecordedColumns = {readonly deals: number} & {readonly [Field in keyof Deal]: Columns[Field]}

/** What waits of a deal: numbers and instants (milliseconds) in columns of their own, NaN where there is none. */
type Waiting = {
  [Field in keyof Deal]: Field extends NumberField | InstantField
    ? Float64Array
    : Field extends 'stageHistory'
      ? PackedStages[]
      : Field extends 'closeDateHistory'
        ? PackedCloseDates[]
        : Deal[Field][]
}

/**
 * Deals that wait until there are enough of them to be packed, `most` at a time. Each is taken apart as it comes, every field named:
 * kept as objects they would be copied by every collection, and read field by field later they would be read twice.
 */
export class WaitingDeals {
  size = 0
  readonly #waiting: Waiting

  constructor(most: number) {
    const numbers = () => new Float64Array(most)
    this.#waiting = {
      id: [],
      name: [],
      amount: numbers(),
      currency: [],
      pipeline: [],
      stage: [],
      probability: [],
      forecastCategory: [],
      owner: [],
      account: [],
      contactCount: numbers(),
      nextStep: [],
      closeDate: numbers(),
      createdAt: numbers(),
      lastStageChangeAt: numbers(),
      lastActivityAt: numbers(),
      nextActivityAt: numbers(),
      isOwnerActive: [],
      isStageActive: [],
      isCloseDateDefault: [],
      hasOverdueTask: [],
      nextStepChangedAt: numbers(),
      stageProbability: [],
      isConvertible: [],
      contactRoles: [],
      pushCount: numbers(),
      stageHistory: [],
      closeDateHistory: [],
      outcome: [],
      url: [],
      custom: [],
    }
  }

  add(deal: Deal): void {
    const waiting = this.#waiting
    const place = this.size++
    waiting.id[place] = deal.id
    waiting.name[place] = deal.name
    waiting.amount[place] = deal.amount ?? Number.NaN
    waiting.currency[place] = deal.currency
    waiting.pipeline[place] = deal.pipeline
    waiting.stage[place] = deal.stage
    waiting.probability[place] = deal.probability
    waiting.forecastCategory[place] = deal.forecastCategory
    waiting.owner[place] = deal.owner
    waiting.account[place] = deal.account
    waiting.contactCount[place] = deal.contactCount ?? Number.NaN
    waiting.nextStep[place] = deal.nextStep
    waiting.closeDate[place] = deal.closeDate ?? Number.NaN
    waiting.createdAt[place] = deal.createdAt?.getTime() ?? Number.NaN
    waiting.lastStageChangeAt[place] = deal.lastStageChangeAt?.getTime() ?? Number.NaN
    waiting.lastActivityAt[place] = deal.lastActivityAt?.getTime() ?? Number.NaN
    waiting.nextActivityAt[place] = deal.nextActivityAt?.getTime() ?? Number.NaN
    waiting.isOwnerActive[place] = deal.isOwnerActive
    waiting.isStageActive[place] = deal.isStageActive
    waiting.isCloseDateDefault[place] = deal.isCloseDateDefault
    waiting.hasOverdueTask[place] = deal.hasOverdueTask
    waiting.nextStepChangedAt[place] = deal.nextStepChangedAt?.getTime() ?? Number.NaN
    waiting.stageProbability[place] = deal.stageProbability
    waiting.isConvertible[place] = deal.isConvertible
    waiting.contactRoles[place] = deal.contactRoles
    waiting.pushCount[place] = deal.pushCount ?? Number.NaN
    waiting.stageHistory[place] = deal.stageHistory?.map(packedStage) ?? null
    waiting.closeDateHistory[place] = deal.closeDateHistory?.map(packedCloseDate) ?? null
    waiting.outcome[place] = deal.outcome
    waiting.url[place] = deal.url
    waiting.custom[place] = deal.custom
  }

  /** Of one deal or more; none waits any longer, and what is returned is to be read before the next is added. */
  take(): RecordedColumns {
    const waiting = this.#waiting
    const deals = this.size
    this.size = 0
    return {
      deals,
      id: listColumn(waiting.id, deals),
      name: listColumn(waiting.name, deals),
      amount: numberColumn(waiting.amount.subarray(0, deals)),
      currency: repeatingColumn(waiting.currency, deals),
      pipeline: repeatingColumn(waiting.pipeline, deals),
      stage: repeatingColumn(waiting.stage, deals),
      probability: repeatingColumn(waiting.probability, deals),
      forecastCategory: repeatingColumn(waiting.forecastCategory, deals),
      owner: repeatingColumn(waiting.owner, deals),
      account: listColumn(waiting.account, deals),
      contactCount: numberColumn(waiting.contactCount.subarray(0, deals)),
      nextStep: textColumn(waiting.nextStep, deals),
      closeDate: numberColumn(waiting.closeDate.subarray(0, deals)),
      createdAt: instantColumn(waiting.createdAt.subarray(0, deals)),
      lastStageChangeAt: instantColumn(waiting.lastStageChangeAt.subarray(0, deals)),
      lastActivityAt: instantColumn(waiting.lastActivityAt.subarray(0, deals)),
      nextActivityAt: instantColumn(waiting.nextActivityAt.subarray(0, deals)),
      isOwnerActive: repeatingColumn(waiting.isOwnerActive, deals),
      isStageActive: repeatingColumn(waiting.isStageActive, deals),
      isCloseDateDefault: repeatingColumn(waiting.isCloseDateDefault, deals),
      hasOverdueTask: repeatingColumn(waiting.hasOverdueTask, deals),
      nextStepChangedAt: instantColumn(waiting.nextStepChangedAt.subarray(0, deals)),
      stageProbability: repeatingColumn(waiting.stageProbability, deals),
      isConvertible: repeatingColumn(waiting.isConvertible, deals),
      contactRoles: listColumn(waiting.contactRoles, deals),
      pushCount: numberColumn(waiting.pushCount.subarray(0, deals)),
      stageHistory: listColumn(waiting.stageHistory, deals),
      closeDateHistory: listColumn(waiting.closeDateHistory, deals),
      outcome: repeatingColumn(waiting.outcome, deals),
      url: listColumn(waiting.url, deals),
      custom: listColumn(waiting.custom, deals),
    }
  }
}

function packedStage({stage, at}: StageEntry): [string, number] {
  return [stage, at.getTime()]
}

function packedCloseDate({closeDate, at}: CloseDateEntry): [number | null, number] {
  return [closeDate, at.getTime()]
}

export function dealsIn(columns: RecordedColumns): Deal[] {
  const deals: Deal[] = []
  for (let place = 0; place < columns.deals; place++)
    deals.push({
      id: listValue(columns.id, place),
      name: listValue(columns.name, place),
      amount: numberValue(columns.amount, place),
      currency: repeatingValue(columns.currency, place),
      pipeline: repeatingValue(columns.pipeline, place),
      stage: repeatingValue(columns.stage, place),
      probability: repeatingValue(columns.probability, place),
      forecastCategory: repeatingValue(columns.forecastCategory, place),
      owner: repeatingValue(columns.owner, place),
      account: listValue(columns.account, place),
      contactCount: numberValue(columns.contactCount, place),
      nextStep: textValue(columns.nextStep, place),
      closeDate: numberValue(columns.closeDate, place),
      createdAt: instantValue(columns.createdAt, place),
      lastStageChangeAt: instantValue(columns.lastStageChangeAt, place),
      lastActivityAt: instantValue(columns.lastActivityAt, place),
      nextActivityAt: instantValue(columns.nextActivityAt, place),
      isOwnerActive: repeatingValue(columns.isOwnerActive, place),
      isStageActive: repeatingValue(columns.isStageActive, place),
      isCloseDateDefault: repeatingValue(columns.isCloseDateDefault, place),
      hasOverdueTask: repeatingValue(columns.hasOverdueTask, place),
      nextStepChangedAt: instantValue(columns.nextStepChangedAt, place),
      stageProbability: repeatingValue(columns.stageProbability, place),
      isConvertible: repeatingValue(columns.isConvertible, place),
      contactRoles: listValue(columns.contactRoles, place),
      pushCount: numberValue(columns.pushCount, place),
      stageHistory: listValue(columns.stageHistory, place)?.map(stageEntry) ?? null,
      closeDateHistory: listValue(columns.closeDateHistory, place)?.map(closeDateEntry) ?? null,
      outcome: repeatingValue(columns.outcome, place),
      url: listValue(columns.url, place),
      custom: listValue(columns.custom, place),
    })
  return deals
}

function stageEntry([stage, atMs]: readonly [string, number]): StageEntry {
  return {stage, at: new Date(atMs)}
}

function closeDateEntry([closeDate, atMs]: readonly [number | null, number]): CloseDateEntry {
  return {closeDate, at: new Date(atMs)}
}
