import {IdIndex} from '../../domain/review/id-index.js'
import {TextArena} from '../../domain/review/text-arena.js'
import {oneAhead} from '../crm/one-ahead.js'
import {Cursors, type PageBudget} from '../crm/page-budget.js'
import {bulkQuery} from './bulk-query.js'
import type {FieldPlan} from './field-plan.js'
import {incomplete, type QueryPage, queryPage, type SalesforceRecord} from './query-page.js'
import {recordId} from './record-id.js'
import {SalesforceRefusal} from './refusal.js'
import type {Rest} from './rest.js'

/** From here on one job is cheaper than pages of 2,000: for the org's limit of calls, and for the time. */
const bulkFrom = 50_000

/** The address of a GET with its headers may have 16,384 bytes; a token takes up to 2,000. */
const longestPath = 12_000

/** Query jobs are of this version and later. */
const bulkSince = 47

export type Reader = {rest: Rest; budget: PageBudget; kinds: FieldPlan['kinds']}

export type Handlers = {
  /** Called once, before the first rows; both are waited for. */
  onTotal?(total: number): void | Promise<void>
  onRows(rows: readonly SalesforceRecord[]): void | Promise<void>
}

/**
 * All rows of a query, each once, to a proven end: as many as Salesforce says there are. In pages; as a bulk job where there are very many rows,
 * where Salesforce gives up on the query, or where it is too long for an address. The first page tells how many rows there are, which saves
 * the call that would count them.
 */
export async function eachRow(reader: Reader, soql: string, handlers: Handlers): Promise<void> {
  const {rest} = reader
  const path = `${rest.base}/query?q=${encodeURIComponent(soql)}`
  const mayBeBulk = Number(/v(\d+)/.exec(rest.base)![1]) >= bulkSince
  const first = mayBeBulk ? await pageOrNull(reader, path) : await queryPage(rest, path)
  if (first === null || (mayBeBulk && first.total > bulkFrom)) {
    const counted = onlyNew(reader, handlers)
    const total = await bulkQuery(reader, soql, {...handlers, onRows: counted.take})
    return counted.mustBe(total)
  }
  const counted = onlyNew(reader, handlers)
  await handlers.onTotal?.(first.total)
  for await (const {rows} of oneAhead(pagesFrom(reader, first))) await counted.take(rows)
  counted.mustBe(first.total)
}

async function* pagesFrom({rest, budget}: Reader, first: QueryPage): AsyncGenerator<QueryPage> {
  const cursors = new Cursors(rest.label)
  let page = first
  for (;;) {
    budget.take(page.rows.length, rest.calls.bytes)
    yield page
    if (page.next === null) return
    cursors.mustBeNew(page.next)
    page = await queryPage(rest, page.next)
  }
}

/** Null where only a bulk job can answer. */
async function pageOrNull({rest}: Reader, path: string): Promise<QueryPage | null> {
  if (path.length > longestPath) return null
  try {
    return await queryPage(rest, path)
  } catch (error) {
    if (error instanceof SalesforceRefusal && error.salesforceCode === 'QUERY_TIMEOUT') return null
    throw error
  }
}

/** Passes each record on once: a row may come again when others are changed while pages are read. */
function onlyNew({rest}: Reader, {onRows}: Handlers) {
  const ids = new IdIndex(new TextArena())
  let count = 0
  return {
    async take(rows: readonly SalesforceRecord[]) {
      const fresh = rows.filter(({Id}) => {
        const id = recordId(Id)!
        if (ids.find(id) >= 0) return false
        ids.put(id, count++)
        return true
      })
      if (fresh.length > 0) await onRows(fresh)
    },
    mustBe(total: number) {
      if (count !== total)
        throw incomplete(rest, `has ${total} records for a query and gave ${count} of them`)
    },
  }
}
