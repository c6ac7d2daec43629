import {type EarlierRead, mostChanged, RecordWriter} from '../crm/kept-records.js'
import type {HubspotRecord} from './api.js'
import {dealPages, type PageFrame} from './deal-pages.js'
import type {DealPass} from './deal-pass.js'
import type {Portal} from './portal.js'
import {countDeals} from './search-deals.js'
import {changedDealFilters, closedDealFilters, openDealFilters} from './search-filters.js'
import {instantOf} from './values.js'

/** Deals whose companies are asked for in one call; HubSpot takes 1,000. */
const openAtOnce = 1000

type Delta = {
  portal: Portal
  /** Closed deals are wanted from this instant on, in milliseconds. */
  from: number
  earlier: EarlierRead<HubspotRecord>
}

/**
 * Gives all deals from those of an earlier read and what has changed since; what computes and what logs activities changes a deal in HubSpot
 * as well. Deals that were deleted are not found any more: the numbers of open and closed ones tell. Null where all has to be read after
 * all: what was given is void then.
 */
export async function readDelta(
  frame: PageFrame,
  {portal, from, earlier}: Delta,
  pass: DealPass,
): Promise<{records: RecordWriter<HubspotRecord>; rowsKept: number} | null> {
  const changed = new Map<string, HubspotRecord>()
  const asked = {filters: changedDealFilters(earlier.changedSince), outcomes: 'any' as const}
  for await (const {total, records} of dealPages(frame, asked)) {
    if (total > mostChanged) return null
    for (const record of records) changed.set(record.id, record)
  }
  // At once: companies take long, and a deal that opens or closes until it is counted costs a full read.
  const open = await countDeals(frame, openDealFilters(portal))
  const closed = await countDeals(frame, closedDealFilters(portal, from))
  pass.noteMerged([...changed.values()])
  pass.begin(changed.size)
  pass.expect('all', open + closed)
  const {fullAtMs, closedFrom: keptFrom} = earlier
  const records = new RecordWriter<HubspotRecord>({fullAtMs, closedFrom: keptFrom})
  const sorter = new Sorter(pass, records, {from, keptFrom})
  for (const block of earlier.blocks()) await sorter.give(block.filter(({id}) => !changed.has(id)))
  await sorter.end()
  const rowsKept = pass.rows
  await sorter.give([...changed.values()])
  await sorter.end()
  return open === sorter.openCount && closed === sorter.closedCount ? {records, rowsKept} : null
}

/** From which instants on, in milliseconds, closed deals are wanted, and kept: the later and the earlier one. */
type Bounds = {from: number; keptFrom: number}

/** Hands on what a full read would find, and keeps it. */
class Sorter {
  openCount = 0
  closedCount = 0
  readonly #pass: DealPass
  readonly #records: RecordWriter<HubspotRecord>
  readonly #bounds: Bounds
  /** Gathered, because each time costs a call. */
  #open: HubspotRecord[] = []

  constructor(pass: DealPass, records: RecordWriter<HubspotRecord>, bounds: Bounds) {
    this.#pass = pass
    this.#records = records
    this.#bounds = bounds
  }

  async give(records: readonly HubspotRecord[]): Promise<void> {
    const open = records.filter(({properties}) => properties.hs_is_closed === 'false')
    const {from, keptFrom} = this.#bounds
    const kept = records.filter(record => isClosedSince(record, keptFrom))
    const closed = kept.filter(record => isClosedSince(record, from))
    this.openCount += open.length
    this.closedCount += closed.length
    this.#records.add([...open, ...kept])
    this.#pass.takeClosed(closed)
    this.#open.push(...open)
    if (this.#open.length >= openAtOnce) await this.#giveOpen(openAtOnce)
  }

  async end(): Promise<void> {
    await this.#giveOpen(this.#open.length)
  }

  async #giveOpen(count: number): Promise<void> {
    const open = this.#open.splice(0, count)
    await this.#pass.takeOpen(open)
  }
}

function isClosedSince({properties: {hs_is_closed, closedate}}: HubspotRecord, from: number): boolean {
  if (hs_is_closed !== 'true' || typeof closedate !== 'string') return false
  const at = instantOf(closedate)
  return at !== null && at.getTime() >= from
}
