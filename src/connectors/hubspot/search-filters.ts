import type {DealFilter} from '../../domain/review/deal-filter.js'
import type {Portal} from './portal.js'
import type {SearchFilter} from './search-request.js'

/** HubSpot's most for one `IN`. */
const mostValues = 100

/** The twelve months of closed deals, in milliseconds. */
export const yearMs = 365 * 86_400_000

export const wonProperty = 'hs_is_closed_won'

export function openDealFilters(portal: Portal, filter: DealFilter = {}): SearchFilter[] {
  const stages = new Map([...portal.stages].map(([id, {label}]) => [id, label]))
  return [
    {propertyName: 'hs_is_closed', operator: 'EQ', value: 'false'},
    ...scopeFilters(portal, filter),
    ...oneOf('dealstage', filter.stages, stages),
  ]
}

/** Closed from an instant on, in milliseconds. Benchmarks need them whatever stage or close date a review asks for. */
export function closedDealFilters(portal: Portal, from: number, filter: DealFilter = {}): SearchFilter[] {
  return [
    {propertyName: 'hs_is_closed', operator: 'EQ', value: 'true'},
    {propertyName: 'closedate', operator: 'GTE', value: String(from)},
    ...scopeFilters(portal, filter),
  ]
}

/** Of the closed ones, those that were won. */
export function wonDealFilters(portal: Portal, from: number, filter: DealFilter = {}): SearchFilter[] {
  return [
    {propertyName: wonProperty, operator: 'EQ', value: 'true'},
    ...closedDealFilters(portal, from, filter),
  ]
}

/** Open or closed: a deal that has left the pipeline is among them. */
export function changedDealFilters(since: Date): SearchFilter[] {
  return [{propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since.getTime())}]
}

function scopeFilters(portal: Portal, {pipelines, owners}: DealFilter): SearchFilter[] {
  return [
    ...oneOf('pipeline', pipelines, portal.pipelines),
    ...oneOf('hubspot_owner_id', owners, portal.owners),
  ]
}

/**
 * Leaves out what a review would leave out anyway, so it only ever narrows where that is safe: HubSpot compares values of `IN`
 * in lower case, and takes no more than a hundred.
 */
function oneOf(
  propertyName: string,
  names: readonly string[] | undefined,
  labels: ReadonlyMap<string, string>,
): SearchFilter[] {
  if (names === undefined) return []
  const wanted = new Set(names.map(name => name.toLowerCase()))
  const values = [...labels].filter(([, label]) => wanted.has(label.toLowerCase())).map(([id]) => id)
  const known = new Set([...labels.values()].map(label => label.toLowerCase()))
  const isSafe =
    names.length > 0 &&
    names.every(name => known.has(name.toLowerCase())) &&
    values.length <= mostValues &&
    values.every(value => value === value.toLowerCase())
  return isSafe ? [{propertyName, operator: 'IN', values}] : []
}
