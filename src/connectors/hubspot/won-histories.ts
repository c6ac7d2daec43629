import type {DealFilter} from '../../domain/review/deal-filter.js'
import type {StageEntry} from '../../domain/review/deal-history.js'
import {readByIds} from './complete-records.js'
import {historyOf} from './deal-histories.js'
import type {PageFrame} from './deal-pages.js'
import type {Portal} from './portal.js'
import {wonDealFilters} from './search-filters.js'
import {lastFirstRequest} from './search-request.js'

/**
 * Of the year's wins, the last so many: five searches, and twenty calls for their histories. Medians of days would hardly change with more,
 * and 50,000 wins would take a thousand calls.
 */
const mostWins = 1000

type Wanted = {
  portal: Portal
  /** Deals were won from this instant on, in milliseconds. */
  from: number
  filter: DealFilter | undefined
}

/** Which stages the last won deals were in since they were made, by id. */
export async function wonHistories(
  frame: PageFrame,
  {portal, from, filter}: Wanted,
): Promise<ReadonlyMap<string, readonly StageEntry[]>> {
  const {api, label} = frame
  const ids = await lastWins(frame, {portal, from, filter})
  const wanted = {properties: [], propertiesWithHistory: ['dealstage']}
  const records = await readByIds(api, {objectType: 'deals', ids, label}, wanted)
  return new Map([...records].map(([id, record]) => [id, historyOf(record, portal).stages]))
}

/** A deal that changes meanwhile may be missed, or come twice: another one tells as much. */
async function lastWins({api, budget, bytesRead}: PageFrame, {portal, from, filter}: Wanted) {
  const ids = new Set<string>()
  const filters = wonDealFilters(portal, from, filter)
  for (let after: string | null = null, rows = 0; rows < mostWins; ) {
    const page = await api.searchDeals(lastFirstRequest(filters, 'closedate', after))
    budget.take(page.records.length, bytesRead())
    for (const {id} of page.records) ids.add(id)
    rows += page.records.length
    after = page.after
    if (after === null || page.records.length === 0) break
  }
  return [...ids].slice(0, mostWins)
}
