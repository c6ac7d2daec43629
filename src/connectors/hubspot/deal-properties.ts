import type {ReadOptions} from '../../domain/ports/deal-source.js'
import {type DealField, dealFields} from '../../domain/review/deal.js'
import {type EnteredStage, enteredStages} from './entered-stages.js'
import type {Portal} from './portal.js'
import {closedDealFilters, wonProperty} from './search-filters.js'
import {fitsSearch} from './search-request.js'

/** What a deal's field is made of, where the account has any of it. */
export const propertiesOfField = {
  name: ['dealname'],
  amount: ['amount', 'amount_in_home_currency'],
  currency: ['deal_currency_code'],
  pipeline: ['pipeline'],
  stage: ['dealstage'],
  probability: ['hs_deal_stage_probability'],
  forecastCategory: ['hs_manual_forecast_category'],
  owner: ['hubspot_owner_id'],
  account: [],
  contactCount: ['num_associated_contacts'],
  nextStep: ['hs_next_step'],
  closeDate: ['closedate'],
  createdAt: ['createdate'],
  lastStageChangeAt: ['hs_v2_date_entered_current_stage'],
  lastActivityAt: ['notes_last_updated'],
  nextActivityAt: ['notes_next_activity_date', 'hs_next_meeting_start_time'],
  url: [],
  // Of the owner and the pipeline, not of the deal.
  isOwnerActive: [],
  isStageActive: [],
  // Of the history of properties.
  pushCount: [],
  stageHistory: [],
  closeDateHistory: [],
  isCloseDateDefault: [],
  hasOverdueTask: ['hs_number_of_overdue_tasks'],
  nextStepChangedAt: ['hs_next_step_updated_at'],
  // A deal follows its stage in HubSpot.
  stageProbability: [],
  isConvertible: [],
  contactRoles: [],
} as const satisfies Record<DealField, readonly string[]>

/** Beside those of the fields: what tells the outcome, and deals that became one. */
const always = ['hs_is_closed', 'hs_is_closed_won', 'hs_merged_object_ids']

/** How a read goes about, decided before the first deal. */
export type ReadPlan = {
  /** That somebody looks at and this account can fill. */
  fields: ReadonlySet<DealField>
  properties: readonly string[]
  /** Of `properties`, those that have no field. */
  custom: readonly string[]
  /** Properties of open deals that are read with their history, 50 deals to a call. */
  histories: readonly ('dealstage' | 'closedate')[]
  /** Contacts are counted by the links of deals: the account has no property for it. */
  countsContacts: boolean
  readsAccounts: boolean
  readsRoles: boolean
  /** Read of closed deals, to tell the stages of won ones. */
  enteredStages: readonly EnteredStage[]
  /** The stages of won deals are read with their history: the account has no property for them, or their search no room. */
  readsWonHistories: boolean
}

/** Whose history a field is made of, unless a property tells it. */
export const historyOfField: Readonly<Partial<Record<DealField, 'dealstage' | 'closedate'>>> = {
  lastStageChangeAt: 'dealstage',
  pushCount: 'closedate',
  stageHistory: 'dealstage',
  closeDateHistory: 'closedate',
  isCloseDateDefault: 'closedate',
}

/** Which records that are linked to a deal a field is made of, unless a property tells it. */
export const linksOfField: Readonly<Partial<Record<DealField, 'companies' | 'contacts'>>> = {
  account: 'companies',
  contactCount: 'contacts',
  contactRoles: 'contacts',
}

const isByCalls = (field: DealField) => field in historyOfField || field in linksOfField

type Wanted = Pick<ReadOptions, 'needs' | 'customFields' | 'needsWonStages' | 'filter'>

export function readPlan(
  portal: Portal,
  {needs, customFields, needsWonStages = false, filter}: Wanted,
): ReadPlan {
  const has = (name: string) => portal.properties.has(name)
  const isNeeded = (field: DealField) => needs === undefined || needs.has(field)
  // These take calls of their own, so they are left out where nobody looks.
  const byCalls = dealFields.filter(field => isByCalls(field) && isNeeded(field))
  const isFilled = (field: DealField) =>
    field === 'currency' ||
    field === 'probability' ||
    field === 'url' ||
    field === 'isStageActive' ||
    (field === 'isConvertible' && portal.hasCurrencies && has('amount_in_home_currency')) ||
    (field === 'isOwnerActive' && has('hubspot_owner_id')) ||
    propertiesOfField[field].some(has) ||
    byCalls.includes(field)
  const fields = new Set(dealFields.filter(isFilled))
  const mapped = [...Object.values(propertiesOfField).flat(), ...always]
  const custom = customProperties(portal, customFields, mapped)
  const properties = [...mapped.filter(has), ...custom]
  const entered = needsWonStages ? freelyEntered(portal, properties, filter) : null
  return {
    fields,
    properties,
    custom,
    histories: historiesFor(byCalls, has),
    countsContacts: byCalls.includes('contactCount') && !has('num_associated_contacts'),
    readsAccounts: byCalls.includes('account'),
    readsRoles: byCalls.includes('contactRoles'),
    enteredStages: entered ?? [],
    readsWonHistories: needsWonStages && entered === null && has(wonProperty),
  }
}

/** Null where they would make a search too long, so that each hundred closed deals took a call more. */
function freelyEntered(
  portal: Portal,
  properties: readonly string[],
  filter: ReadOptions['filter'],
): readonly EnteredStage[] | null {
  const entered = enteredStages(portal)
  if (entered === null) return null
  const filters = closedDealFilters(portal, latestInstant, filter)
  const all = [...properties, ...entered.map(({property}) => property)]
  return fitsSearch(filters, all) || !fitsSearch(filters, properties) ? entered : null
}

/** As long in a search as any, in milliseconds. */
const latestInstant = 9_999_999_999_999

function historiesFor(fields: readonly DealField[], has: (name: string) => boolean): ReadPlan['histories'] {
  const wanted = fields
    .filter(field => !propertiesOfField[field].some(has))
    .map(field => historyOfField[field])
  return (['dealstage', 'closedate'] as const).filter(property => wanted.includes(property))
}

/**
 * `'all'` are the account's own properties: HubSpot adds hundreds of computed ones to every deal, which have to be named. A property that
 * the account does not have is left out, because HubSpot would give it as empty.
 */
function customProperties(
  {properties}: Portal,
  wanted: ReadOptions['customFields'],
  mapped: readonly string[],
): readonly string[] {
  const names =
    wanted === 'all'
      ? [...properties.values()].filter(({isOwn, isHidden}) => isOwn && !isHidden).map(({name}) => name)
      : wanted.filter(name => properties.has(name))
  return [...new Set(names)].filter(name => !mapped.includes(name))
}
