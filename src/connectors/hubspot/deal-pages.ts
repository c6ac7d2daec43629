import {oneAhead} from '../crm/one-ahead.js'
import type {PageBudget} from '../crm/page-budget.js'
import type {HubspotApi, HubspotRecord} from './api.js'
import {readByIds} from './complete-records.js'
import type {ReadPlan} from './deal-properties.js'
import {searchDeals} from './search-deals.js'
import {fitsSearch, type SearchFilter} from './search-request.js'

export type PageFrame = {
  api: HubspotApi
  plan: ReadPlan
  label: string
  budget: PageBudget
  bytesRead(): number
}

/** `outcomes`: of which of them the search finds deals, which have different properties read. */
type Asked = {filters: readonly SearchFilter[]; outcomes: 'open' | 'closed' | 'any'}

/** All deals that a search finds, page by page, with all properties of the plan; at least one page comes. */
export async function* dealPages(
  frame: PageFrame,
  asked: Asked,
): AsyncGenerator<{total: number; records: readonly HubspotRecord[]}> {
  const {api, label, budget, bytesRead} = frame
  const properties = propertiesOf(frame.plan, asked.outcomes)
  const areComplete = fitsSearch(asked.filters, properties)
  const search = {
    filters: asked.filters,
    properties: areComplete ? properties : ['hs_object_id'],
    label,
    budget,
    bytesRead,
  }
  for await (const {total, records} of oneAhead(searchDeals(api, search)))
    yield {
      total,
      records: await completed(frame, records, {...asked, properties: areComplete ? [] : properties}),
    }
}

function propertiesOf(plan: ReadPlan, outcomes: Asked['outcomes']): readonly string[] {
  if (outcomes === 'open') return plan.properties
  return [...plan.properties, ...plan.enteredStages.map(({property}) => property)]
}

/** What the search did not bring: properties that did not fit into it, and the history of those that have to tell it. */
async function completed(
  {api, plan, label}: PageFrame,
  records: readonly HubspotRecord[],
  {properties, outcomes}: Asked & {properties: readonly string[]},
): Promise<readonly HubspotRecord[]> {
  const propertiesWithHistory = outcomes === 'closed' ? [] : plan.histories
  if (properties.length === 0 && propertiesWithHistory.length === 0) return records
  const ids = records.map(({id}) => id)
  const read = await readByIds(api, {objectType: 'deals', ids, label}, {properties, propertiesWithHistory})
  // A deal that was deleted in between is gone, with whatever the search said of it.
  return records.flatMap(record => {
    const more = read.get(record.id)
    return more ? [{...more, properties: {...record.properties, ...more.properties}}] : []
  })
}
