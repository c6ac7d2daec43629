import type {CalendarDate} from '../../domain/review/calendar-date.js'
import {type EarlierRead, mostChanged, RecordWriter} from '../crm/kept-records.js'
import {closedFrom, openQuery} from './deal-queries.js'
import type {FieldPlan} from './field-plan.js'
import {eachRow, type Reader} from './query.js'
import {queryPage, type SalesforceRecord} from './query-page.js'
import {recordId} from './record-id.js'
import {anyOf, date, soqlOf} from './soql.js'

/** Ids in one query: a query of a GET has room for some 500. */
const idsInQuery = 200

/** What is asked of all open deals is held in memory: a thread has room for a million of them, when they have few columns. */
const mostKept = 512_000

type Delta = {
  plan: FieldPlan
  /** Closed deals are wanted from this day on. */
  from: CalendarDate
  earlier: EarlierRead<SalesforceRecord>
}

/** Takes what a full read would give, and keeps it. */
type Taker = {
  begin(dealsExpected: number): Promise<void>
  expect(of: 'all', rowsTotal: number): void
  takeOpen(rows: readonly SalesforceRecord[]): Promise<void>
  takeClosed(rows: readonly SalesforceRecord[]): Promise<void>
}

/**
 * Gives all deals from those of an earlier read and what has changed since. Which deals are open, and what changes without a trace, is asked
 * of all open ones, then what got a new stamp; so a deal that closes in between comes as closed. Closed deals that were deleted leave no
 * trace either: their count tells. Null where all has to be read after all: what was given is void then.
 */
export async function readDelta(
  reader: Reader,
  {plan, from, earlier}: Delta,
  pass: Taker,
): Promise<{records: RecordWriter<SalesforceRecord>; rowsKept: number} | null> {
  if (earlier.recordsAtMost > mostKept) return null
  const [changedCount, open] = await Promise.all([
    countOf(reader, [stampedSince(earlier)]),
    openNow(reader, plan),
  ])
  if (changedCount > mostChanged) return null
  const changed = await rowsById(reader, changedQuery(plan, earlier))
  const dealsExpected = open.size
  // At once: deals that close until then cost a full read. Told where it is waited for.
  const closedNow = countOf(reader, closedFrom(from))
  closedNow.then(
    closed => pass.expect('all', dealsExpected + closed),
    () => null,
  )
  // One that has changed since the open ones were asked for comes as it is now.
  for (const id of changed.keys()) open.delete(id)
  const {fullAtMs, closedFrom: keptFrom} = earlier
  const kept = new RecordWriter<SalesforceRecord>({fullAtMs, closedFrom: keptFrom})
  let rowsKept = 0
  await pass.begin(dealsExpected)
  let closedCount = 0
  const give = async (records: Iterable<SalesforceRecord>) => {
    const rows = sorted(records, {from: keptFrom, plan})
    const closed = rows.closed.filter(({CloseDate}) => String(CloseDate) >= date(from))
    for (const {Id} of rows.open) open.delete(recordId(Id)!)
    closedCount += closed.length
    kept.add([...rows.open, ...rows.closed])
    await pass.takeOpen(rows.open)
    await pass.takeClosed(closed)
    return rows.open.length + closed.length
  }
  for (const block of earlier.blocks()) rowsKept += await give(unchanged(block, {changed, open, plan}))
  await give(changed.values())
  // Open deals that neither were there nor have changed: they can be seen only now.
  for (const ids of chunks([...open.keys()])) await give((await rowsById(reader, byIds(plan, ids))).values())
  return (await closedNow) === closedCount ? {records: kept, rowsKept} : null
}

function stampedSince({changedSince}: Delta['earlier']): string {
  return `SystemModstamp >= ${changedSince.toISOString()}`
}

/** By time alone: a deal that has left the pipeline comes as well. */
function changedQuery(plan: FieldPlan, earlier: Delta['earlier']): string {
  return soqlOf({fields: plan.select.open, from: 'Opportunity', where: [stampedSince(earlier)]})
}

function byIds({select}: FieldPlan, ids: readonly string[]): string {
  return soqlOf({fields: select.open, from: 'Opportunity', where: [anyOf('Id', ids)]})
}

function openNow(reader: Reader, plan: FieldPlan): Promise<Map<string, SalesforceRecord>> {
  const fields = ['Id', 'IsClosed', 'IsWon', ...plan.unstamped]
  return rowsById(reader, openQuery({...plan, select: {...plan.select, open: fields}}))
}

async function rowsById(reader: Reader, soql: string): Promise<Map<string, SalesforceRecord>> {
  const byId = new Map<string, SalesforceRecord>()
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const row of rows) byId.set(recordId(row.Id)!, row)
    },
  })
  return byId
}

async function countOf({rest}: Reader, where: readonly string[]): Promise<number> {
  const soql = soqlOf({fields: ['COUNT()'], from: 'Opportunity', where})
  return (await queryPage(rest, `${rest.base}/query?q=${encodeURIComponent(soql)}`)).total
}

type Now = {
  changed: ReadonlyMap<string, SalesforceRecord>
  open: ReadonlyMap<string, SalesforceRecord>
  plan: FieldPlan
}

/** Of the records of an earlier read, those that are still true; open ones with what may have changed without a trace. */
function* unchanged(
  records: readonly SalesforceRecord[],
  {changed, open, plan}: Now,
): Generator<SalesforceRecord> {
  for (const record of records) {
    const id = recordId(record.Id)!
    if (changed.has(id)) continue
    if (record.IsClosed === true) yield record
    const now = open.get(id)
    // One that is neither open nor changed was deleted, or hidden from the user.
    if (record.IsClosed === false && now) yield {...without(record, plan.unstamped), ...now}
  }
}

/** Open deals, and those that were closed from a day on, of the columns that a query for closed ones gives. */
function sorted(records: Iterable<SalesforceRecord>, {from, plan}: Pick<Delta, 'from' | 'plan'>) {
  const open: SalesforceRecord[] = []
  const closed: SalesforceRecord[] = []
  const hidden = plan.select.open.filter(column => !plan.select.closed.includes(column))
  for (const record of records) {
    if (record.IsClosed !== true) open.push(record)
    else if (String(record.CloseDate) >= date(from)) closed.push(without(record, hidden))
  }
  return {open, closed}
}

/** In either form of an answer: `Owner.Name` is nested in JSON and a column of CSV. */
function without(record: SalesforceRecord, columns: readonly string[]): SalesforceRecord {
  const rest = {...record}
  for (const column of columns) {
    const name = column.slice(column.lastIndexOf(' ') + 1)
    delete rest[name]
    const [parent = '', child] = name.split('.')
    if (child !== undefined && rest[parent]) rest[parent] = {...Object(rest[parent]), [child]: undefined}
  }
  return rest
}

function* chunks(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += idsInQuery) yield ids.slice(at, at + idsInQuery)
}
