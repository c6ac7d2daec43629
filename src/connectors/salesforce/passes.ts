import {RevschedError} from '../../domain/errors.js'
import {DamagedBlocks} from '../../domain/packed-blocks.js'
import type {DealSink} from '../../domain/ports/deal-source.js'
import {type RecordWriter, readKeeping} from '../crm/kept-records.js'
import {PageBudget} from '../crm/page-budget.js'
import {DealPass, type Frame} from './deal-pass.js'
import {closedQuery, openQuery} from './deal-queries.js'
import {readDelta} from './delta.js'
import {eachRow, type Reader} from './query.js'
import type {SalesforceRecord} from './query-page.js'
import type {PlannedRead} from './read-request.js'
import {SalesforceRefusal} from './refusal.js'
import {whoIsLoggedIn} from './who.js'

type Planned = PlannedRead & {ready: Promise<Frame>}

type Passed = {pass: DealPass; rowsKept: number | null; warnings: readonly string[]}

/** By what was fetched before and what changed since, where that is wanted and can be; else all anew. */
export async function readAll(reader: Reader, sink: DealSink, planned: Planned): Promise<Passed> {
  const {request, plan, from} = planned
  const newPass = () =>
    new DealPass(sink, {
      ready: planned.ready,
      bytes: () => reader.rest.calls.bytes,
      onProgress: request.onProgress,
      hasEmails: request.needsOwnerEmails === true,
    })
  const shelved = await shelvedFor(reader, planned)
  if (!shelved) {
    const {filter} = request
    const pass = await startingOverOnce(() => fullPass(reader, newPass(), {plan, from, filter}))
    return {pass, rowsKept: null, warnings: []}
  }
  const {shelf, shape, now} = shelved
  return readKeeping<SalesforceRecord, DealPass>(
    shelf,
    {shape, now, closedFrom: from},
    {
      async delta(earlier) {
        const pass = newPass()
        // A delta fetch that leads nowhere is not taken from what a full read may take.
        const ofDelta = {...reader, budget: new PageBudget(reader.rest.label)}
        const delta = await orNullWhere(endsDelta, readDelta(ofDelta, {plan, from, earlier}, pass))
        return delta && {pass, ...delta}
      },
      async full(newRecords) {
        let records = newRecords()
        const pass = await startingOverOnce(() => {
          records = newRecords()
          return fullPass(reader, newPass(), {plan, from, records})
        })
        return {pass, records}
      },
    },
  )
}

/**
 * Null without a delta fetch: one that is not wanted, of an org that does not tell the present or stamps, and of a condition that only
 * Salesforce can judge. What a filter leaves out is kept all the same, for the reviews with other filters.
 */
async function shelvedFor({rest}: Reader, {request, plan}: Planned) {
  const {shelf, filter, instanceUrl} = request
  const {now} = rest
  if (!shelf || !now || !plan.hasStamps || filter?.soql !== undefined) return null
  const who = await whoIsLoggedIn(rest)
  return {shelf, now, shape: JSON.stringify([instanceUrl, rest.base, who?.userId ?? null, plan.select])}
}

type Full = Pick<Planned, 'plan'> & {
  from: number
  filter?: Planned['request']['filter']
  records?: RecordWriter<SalesforceRecord>
}

/**
 * Open deals, then the closed ones, in this order: a deal that closes between the two comes twice, and its later state counts; the other way
 * round it would be lost.
 */
async function fullPass(
  reader: Reader,
  pass: DealPass,
  {plan, from, filter, records}: Full,
): Promise<DealPass> {
  await eachRow(reader, openQuery(plan, filter), {
    onTotal(total) {
      pass.expect('open', total)
      return pass.begin(total)
    },
    onRows(rows) {
      // One that closed by now comes once more with the closed ones.
      records?.add(rows.filter(({IsClosed}) => IsClosed === false))
      return pass.takeOpen(rows)
    },
  })
  await eachRow(reader, closedQuery(plan, from, filter), {
    onTotal: total => pass.expect('closed', total),
    onRows(rows) {
      records?.add(rows)
      return pass.takeClosed(rows)
    },
  })
  return pass
}

function isEnded(error: unknown): error is SalesforceRefusal {
  return error instanceof SalesforceRefusal && error.salesforceCode === 'INVALID_QUERY_LOCATOR'
}

/** A count cannot be made by a bulk job, as all the rest of a large org. */
function endsDelta(error: unknown): boolean {
  const isTooLong = error instanceof SalesforceRefusal && error.salesforceCode === 'QUERY_TIMEOUT'
  return isEnded(error) || isTooLong || error instanceof DamagedBlocks
}

async function orNullWhere<Value>(
  isPassedOver: (error: unknown) => boolean,
  read: Promise<Value>,
): Promise<Value | null> {
  try {
    return await read
  } catch (error) {
    if (isPassedOver(error)) return null
    throw error
  }
}

/** A cursor may end between two pages (after two days, or when the org moves): from the first page on it is tried once more. */
async function startingOverOnce(pass: () => Promise<DealPass>): Promise<DealPass> {
  const first = await orNullWhere(isEnded, pass())
  if (first) return first
  try {
    return await pass()
  } catch (cause) {
    if (!isEnded(cause)) throw cause
    throw new RevschedError('incomplete', cause.message, {
      hint: 'the run is tried again; nothing is scored from a part of the pipeline',
      cause,
      canPass: true,
    })
  }
}
