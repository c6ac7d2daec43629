import type {CalendarDate} from './calendar-date.js'
import type {CloseDateEntry, StageEntry} from './deal-history.js'

export type ForecastCategory = 'omitted' | 'pipeline' | 'best-case' | 'commit' | 'closed'

export type Outcome = 'open' | 'won' | 'lost'

/**
 * One deal as every source delivers it. `null` means that the source has the field but this deal has no value;
 * a field that the source does not have at all is missing from the source's `fields` (see ports/deal-source.ts),
 * and rules that need it are skipped instead of firing.
 */
export type Deal = {
  /** Unique within the source; the last one of two with the same id wins. */
  id: string
  name: string | null
  /** In the source's own or corporate currency. */
  amount: number | null
  /** ISO 4217 code, as the source gives it. */
  currency: string | null
  pipeline: string | null
  stage: string | null
  /** 0 to 1. */
  probability: number | null
  forecastCategory: ForecastCategory | null
  /** The owner's name, or the id where the source has no name. */
  owner: string | null
  account: string | null
  /** How many contacts are linked to the deal. */
  contactCount: number | null
  nextStep: string | null
  closeDate: CalendarDate | null
  createdAt: Date | null
  lastStageChangeAt: Date | null
  /** Last logged touch; a source may give an instant after `asOf` (an event in the calendar). */
  lastActivityAt: Date | null
  /** The next planned activity; one before the day of `asOf` counts as none. */
  nextActivityAt: Date | null
  /** False where the owner has left or may not log in any more. */
  isOwnerActive: boolean | null
  /** False where the pipeline has the stage no more. */
  isStageActive: boolean | null
  /** True where nobody has changed the close date that the CRM filled in. */
  isCloseDateDefault: boolean | null
  hasOverdueTask: boolean | null
  /** When the next step was written as it is. */
  nextStepChangedAt: Date | null
  /** 0 to 1, that of its stage, from which `probability` may have been moved. */
  stageProbability: number | null
  /** False where there is no rate for the currency of the amount. */
  isConvertible: boolean | null
  /** Of its contacts, each once; null where none has one. */
  contactRoles: readonly string[] | null
  /** How often the close date was moved into a later month. */
  pushCount: number | null
  /** Oldest first, since the deal was made. */
  stageHistory: readonly StageEntry[] | null
  /** The same of its close dates. */
  closeDateHistory: readonly CloseDateEntry[] | null
  outcome: Outcome
  /** Link to the record in the CRM. */
  url: string | null
  /** Columns or properties that have no place above, only those that were asked for. */
  custom: Readonly<Record<string, string>>
}

/** The fields that a source may or may not have; `id`, `outcome` and `custom` are always there. */
export type DealField = Exclude<keyof Deal, 'id' | 'outcome' | 'custom'>

/** What one column of a file can say. */
export const columnFields = [
  'name',
  'amount',
  'currency',
  'pipeline',
  'stage',
  'probability',
  'forecastCategory',
  'owner',
  'account',
  'contactCount',
  'nextStep',
  'closeDate',
  'createdAt',
  'lastStageChangeAt',
  'lastActivityAt',
  'nextActivityAt',
  'url',
  'isOwnerActive',
  'isStageActive',
  'pushCount',
  'hasOverdueTask',
  'nextStepChangedAt',
  'stageProbability',
] as const satisfies readonly DealField[]

export const dealFields = [
  ...columnFields,
  'stageHistory',
  'closeDateHistory',
  'isCloseDateDefault',
  'isConvertible',
  'contactRoles',
] as const satisfies readonly DealField[]

/** Looked at only by rules that are off unless somebody puts them on: the others do without. */
const rareFields: readonly DealField[] = [
  'hasOverdueTask',
  'nextStepChangedAt',
  'stageProbability',
  'closeDateHistory',
  'isCloseDateDefault',
  'isConvertible',
  'contactRoles',
]

/** What somebody misses where a source does not have it. */
export const usualFields: readonly DealField[] = dealFields.filter(field => !rareFields.includes(field))
