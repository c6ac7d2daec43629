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
} from './packed-column.js'

type PackedStages = readonly (readonly [stage: string, atMs: number])[] | null
type PackedCloseDates = readonly (readonly [closeDate: number | null, atMs: number])[] | null

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
  nextStep: ListColumn<Deal['nextStep']>
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

export function recordedColumns(deals: readonly Deal[]): RecordedColumns {
  return {
    deals: deals.length,
    id: listColumn(deals, deal => deal.id),
    name: listColumn(deals, deal => deal.name),
    amount: numberColumn(deals, deal => deal.amount),
    currency: repeatingColumn(deals, deal => deal.currency),
    pipeline: repeatingColumn(deals, deal => deal.pipeline),
    stage: repeatingColumn(deals, deal => deal.stage),
    probability: repeatingColumn(deals, deal => deal.probability),
    forecastCategory: repeatingColumn(deals, deal => deal.forecastCategory),
    owner: repeatingColumn(deals, deal => deal.owner),
    account: listColumn(deals, deal => deal.account),
    contactCount: numberColumn(deals, deal => deal.contactCount),
    nextStep: listColumn(deals, deal => deal.nextStep),
    closeDate: numberColumn(deals, deal => deal.closeDate),
    createdAt: instantColumn(deals, deal => deal.createdAt),
    lastStageChangeAt: instantColumn(deals, deal => deal.lastStageChangeAt),
    lastActivityAt: instantColumn(deals, deal => deal.lastActivityAt),
    nextActivityAt: instantColumn(deals, deal => deal.nextActivityAt),
    isOwnerActive: repeatingColumn(deals, deal => deal.isOwnerActive),
    isStageActive: repeatingColumn(deals, deal => deal.isStageActive),
    isCloseDateDefault: repeatingColumn(deals, deal => deal.isCloseDateDefault),
    hasOverdueTask: repeatingColumn(deals, deal => deal.hasOverdueTask),
    nextStepChangedAt: instantColumn(deals, deal => deal.nextStepChangedAt),
    stageProbability: repeatingColumn(deals, deal => deal.stageProbability),
    isConvertible: repeatingColumn(deals, deal => deal.isConvertible),
    contactRoles: listColumn(deals, deal => deal.contactRoles),
    pushCount: numberColumn(deals, deal => deal.pushCount),
    stageHistory: listColumn(deals, deal => deal.stageHistory?.map(packedStage) ?? null),
    closeDateHistory: listColumn(deals, deal => deal.closeDateHistory?.map(packedCloseDate) ?? null),
    outcome: repeatingColumn(deals, deal => deal.outcome),
    url: listColumn(deals, deal => deal.url),
    custom: listColumn(deals, deal => deal.custom),
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
      nextStep: listValue(columns.nextStep, place),
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
