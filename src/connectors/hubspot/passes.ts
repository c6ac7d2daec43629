import {DamagedBlocks} from '../../domain/packed-blocks.js'
import type {DealFilter} from '../../domain/review/deal-filter.js'
import {type RecordShelf, type RecordWriter, readKeeping} from '../crm/kept-records.js'
import type {HubspotRecord} from './api.js'
import {dealPages, type PageFrame} from './deal-pages.js'
import {type DealPass, MergedMeanwhile} from './deal-pass.js'
import {readDelta} from './delta.js'
import type {Portal} from './portal.js'
import {closedDealFilters, openDealFilters} from './search-filters.js'

type Wanted = {
  portal: Portal
  /** Closed deals are wanted from this instant on, in milliseconds. */
  from: number
  filter: DealFilter | undefined
  /** Null where all is read each time. */
  shelf: RecordShelf | null
  /** By HubSpot's clock. */
  now: Date
  newPass(): DealPass
}

type Passed = {pass: DealPass; rowsKept: number | null; warnings: readonly string[]}

/** A merge while deals are read is rare; one in each of so many passes is not one. */
const mostPasses = 3

/** By what was fetched before and what changed since, where that is wanted and can be; else all anew. */
export async function readAll(frame: PageFrame, wanted: Wanted): Promise<Passed> {
  const {portal, from, filter, shelf, now, newPass} = wanted
  if (!shelf || !portal.properties.has('hs_lastmodifieddate')) {
    const pass = await untilNoneMerges(newPass, pass => fullPass(frame, pass, {portal, from, filter}))
    return {pass, rowsKept: null, warnings: []}
  }
  const {properties, histories, enteredStages} = frame.plan
  const entered = enteredStages.map(({property}) => property)
  const shape = JSON.stringify([portal.id, properties, histories, entered])
  return readKeeping<HubspotRecord, DealPass>(
    shelf,
    {shape, now, closedFrom: from},
    {
      async delta(earlier) {
        const pass = newPass()
        const delta = await orNullWhereSpoilt(readDelta(frame, {portal, from, earlier}, pass))
        return delta && {pass, ...delta}
      },
      async full(newRecords) {
        let records = newRecords()
        const pass = await untilNoneMerges(newPass, pass => {
          records = newRecords()
          // Without the filter: what is kept serves reviews with others.
          return fullPass(frame, pass, {portal, from, records})
        })
        return {pass, records}
      },
    },
  )
}

async function orNullWhereSpoilt<Value>(read: Promise<Value>): Promise<Value | null> {
  try {
    return await read
  } catch (error) {
    if (error instanceof MergedMeanwhile || error instanceof DamagedBlocks) return null
    throw error
  }
}

async function untilNoneMerges(
  newPass: () => DealPass,
  read: (pass: DealPass) => Promise<void>,
): Promise<DealPass> {
  for (let attempt = 1; ; attempt++) {
    const pass = newPass()
    try {
      await read(pass)
      return pass
    } catch (error) {
      if (!(error instanceof MergedMeanwhile) || attempt === mostPasses) throw error
    }
  }
}

type Full = {
  portal: Portal
  from: number
  filter?: DealFilter | undefined
  records?: RecordWriter<HubspotRecord>
}

/**
 * Open deals, then those that were closed lately. In this order, because a deal that is closed meanwhile then comes twice, the later state
 * last, and not at all in the other.
 */
async function fullPass(
  frame: PageFrame,
  pass: DealPass,
  {portal, from, filter, records}: Full,
): Promise<void> {
  const open = {filters: openDealFilters(portal, filter), outcomes: 'open' as const}
  let hasBegun = false
  for await (const page of dealPages(frame, open)) {
    if (!hasBegun) {
      pass.begin(page.total)
      pass.expect('open', page.total)
    }
    hasBegun = true
    records?.add(page.records)
    await pass.takeOpen(page.records)
  }
  hasBegun = false
  const closed = {filters: closedDealFilters(portal, from, filter), outcomes: 'closed' as const}
  for await (const page of dealPages(frame, closed)) {
    if (!hasBegun) pass.expect('closed', page.total)
    hasBegun = true
    records?.add(page.records)
    pass.takeClosed(page.records)
  }
}
