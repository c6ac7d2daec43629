export type SearchFilter = {
  propertyName: string
  operator: 'EQ' | 'GT' | 'GTE' | 'IN'
  value?: string
  values?: string[]
}

/** All of these together: the newest version of the API wants each. */
export type SearchRequest = {
  filterGroups: [{filters: SearchFilter[]}]
  sorts: [{propertyName: string; direction: 'ASCENDING' | 'DESCENDING'}]
  properties: string[]
  limit: number
  after?: string
}

/** HubSpot's most. */
const searchPageSize = 200

/** HubSpot refuses a search whose body has more characters. */
const longestBody = 3000

/**
 * One page of a search in the order of ids, from the one that follows `afterId`. By ids, because pages by cursor end at 10,000 deals, and
 * because a deal that changes meanwhile keeps its place.
 */
export function searchRequest(
  filters: readonly SearchFilter[],
  properties: readonly string[],
  afterId: string | null,
): SearchRequest {
  const after: SearchFilter[] =
    afterId === null ? [] : [{propertyName: 'hs_object_id', operator: 'GT', value: afterId}]
  return {
    filterGroups: [{filters: [...filters, ...after]}],
    sorts: [{propertyName: 'hs_object_id', direction: 'ASCENDING'}],
    properties: [...properties],
    limit: searchPageSize,
  }
}

/** One page of a search for ids, those with the latest of this property first. `after` is the cursor of the page before: it ends at 10,000. */
export function lastFirstRequest(
  filters: readonly SearchFilter[],
  propertyName: string,
  after: string | null,
): SearchRequest {
  return {
    filterGroups: [{filters: [...filters]}],
    sorts: [{propertyName, direction: 'DESCENDING'}],
    properties: [],
    limit: searchPageSize,
    ...(after !== null && {after}),
  }
}

/** Whether a search can bring these properties itself; otherwise it brings ids, and the deals are read by them. */
export function fitsSearch(filters: readonly SearchFilter[], properties: readonly string[]): boolean {
  return JSON.stringify(searchRequest(filters, properties, '9'.repeat(19))).length <= longestBody
}
