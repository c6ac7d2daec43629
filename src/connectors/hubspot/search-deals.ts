import {RevschedError} from '../../domain/errors.js'
import type {PageBudget} from '../crm/page-budget.js'
import type {HubspotApi, HubspotRecord, SearchPage} from './api.js'
import {type SearchFilter, searchRequest} from './search-request.js'

type DealSearch = {
  filters: readonly SearchFilter[]
  properties: readonly string[]
  label: string
  budget: PageBudget
  bytesRead(): number
}

/** A page of deals that were not in an earlier one, and how many deals the first page said there are. */
type DealPage = {total: number; records: HubspotRecord[]}

/**
 * All deals that a search finds, in the order of ids, to a proven end: as many as HubSpot counts. Throws `incomplete` where it is not
 * shown. At least one page comes, an empty one where there are no deals.
 */
export async function* searchDeals(api: HubspotApi, search: DealSearch): AsyncGenerator<DealPage> {
  let last: string | null = null
  let total: number | null = null
  let rows = 0
  for (let hasMore = true; hasMore; ) {
    const page: SearchPage = await api.searchDeals(searchRequest(search.filters, search.properties, last))
    search.budget.take(page.records.length, search.bytesRead())
    const records = newerThan(page.records, last)
    if (records.length === 0 && (page.records.length > 0 || page.after !== null))
      throw goesRound(search.label, last)
    total ??= page.total
    rows += records.length
    last = records.at(-1)?.id ?? last
    hasMore = page.after !== null
    yield {total, records}
  }
  if (rows < total!) await proveEnd(api, search, rows)
}

/** Deals whose ids follow `last`, each once, its later version, in the order of ids. */
function newerThan(records: readonly HubspotRecord[], last: string | null): HubspotRecord[] {
  const byId = new Map(records.map(record => [record.id, record]))
  return [...byId.values()]
    .filter(({id}) => last === null || compareIds(id, last) > 0)
    .sort((a, b) => compareIds(a.id, b.id))
}

/** Ids are whole numbers that a JavaScript number may not hold. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function goesRound(label: string, last: string | null): RevschedError {
  return new RevschedError(
    'incomplete',
    `${label} gave no further deals and said that there are more${last === null ? '' : `, after "${last}"`}`,
    {hint: 'the run is tried again; nothing is scored from a part of the pipeline', canPass: true},
  )
}

/** Deals may have been closed or deleted since the first page counted them, and the index of a search lags: it is asked once more. */
async function proveEnd(api: HubspotApi, {filters, label}: DealSearch, rows: number): Promise<void> {
  const total = await countDeals({api}, filters)
  if (rows >= total) return
  throw new RevschedError('incomplete', `${label} counts ${total} deals and gave ${rows}`, {
    hint: 'the run is tried again; nothing is scored from a part of the pipeline',
    canPass: true,
  })
}

/** How many deals a search finds. */
export async function countDeals(
  {api}: {api: HubspotApi},
  filters: readonly SearchFilter[],
): Promise<number> {
  return (await api.searchDeals({...searchRequest(filters, [], null), limit: 1})).total
}
