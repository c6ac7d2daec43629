import {RevschedError} from '../../domain/errors.js'
import type {DealSink, ReadOptions} from '../../domain/ports/deal-source.js'
import type {Deal} from '../../domain/review/deal.js'
import {oneAhead} from '../crm/one-ahead.js'
import {PageBudget} from '../crm/page-budget.js'
import type {HubspotApi, HubspotRecord} from './api.js'
import {enteredStageAt, readByIds} from './complete-records.js'
import type {ReadPlan} from './deal-properties.js'
import {LinkedRecords} from './linked-records.js'
import {dealOf, type Found} from './map-deal.js'
import type {Portal} from './portal.js'
import {RefusedRows} from './refused-rows.js'
import {searchDeals} from './search-deals.js'
import {closedDealFilters, openDealFilters} from './search-filters.js'
import {fitsSearch, type SearchFilter} from './search-request.js'

type PassFrame = {
  api: HubspotApi
  portal: Portal
  plan: ReadPlan
  label: string
  asOf: Date
  /** Ids of deals that became part of another one, over all passes of a read. */
  merged: Set<string>
  bytesRead(): number
}

/** A deal that the sink has already became part of one that came later: what the sink has is void. */
export class MergedMeanwhile extends RevschedError {}

/**
 * One way through an account's deals: open ones, then those closed within twelve months. In this order, because a deal that is
 * closed meanwhile then comes twice, the later state last, and not at all in the other.
 */
export class DealPass {
  readonly #frame: PassFrame
  readonly #sink: DealSink
  readonly #options: ReadOptions
  readonly #links: LinkedRecords
  readonly #budget: PageBudget
  readonly #given = new Set<string>()
  #hasBegun = false
  #unconverted = 0
  rows = 0
  readonly refused = new RefusedRows()
  readonly filled = new Map<string, number>()

  constructor(frame: PassFrame, {sink, options}: {sink: DealSink; options: ReadOptions}) {
    this.#frame = frame
    this.#sink = sink
    this.#options = options
    this.#links = new LinkedRecords(frame.api, frame.label)
    this.#budget = new PageBudget(frame.label)
  }

  async read(): Promise<void> {
    const {portal, asOf} = this.#frame
    const {filter} = this.#options
    await this.#readAll(openDealFilters(portal, filter), {areOpen: true})
    await this.#readAll(closedDealFilters(portal, asOf, filter), {areOpen: false})
  }

  get warnings(): string[] {
    const {portal} = this.#frame
    if (!portal.hasCurrencies) return []
    const converted = `amounts are in ${portal.currency}, into which HubSpot converts those of other currencies`
    if (this.#unconverted === 0) return [converted]
    const deals = this.#unconverted === 1 ? '1 deal has' : `${this.#unconverted} deals have`
    return [converted, `${deals} an amount in a currency without an exchange rate, which counts as none`]
  }

  async #readAll(filters: readonly SearchFilter[], {areOpen}: {areOpen: boolean}): Promise<void> {
    const {api, label, bytesRead, plan} = this.#frame
    const areComplete = fitsSearch(filters, plan.properties)
    const search = {
      filters,
      properties: areComplete ? plan.properties : ['hs_object_id'],
      label,
      budget: this.#budget,
      bytesRead,
    }
    for await (const page of oneAhead(searchDeals(api, search))) {
      if (!this.#hasBegun) this.#sink.begin({fields: plan.fields, dealsExpected: page.total})
      this.#hasBegun = true
      const records = await this.#completed(page.records, {areComplete, areOpen})
      this.#noteMerged(records)
      const current = records.filter(({id}) => !this.#frame.merged.has(id))
      this.#sink.add(this.#mapped(current, areOpen ? await this.#linked(current) : noLinks))
      this.#options.onProgress?.({rowsRead: this.rows, bytesRead: bytesRead(), bytesTotal: null})
    }
  }

  /** What the search did not bring: properties that did not fit into it, and the history of stages. */
  async #completed(
    records: readonly HubspotRecord[],
    {areComplete, areOpen}: {areComplete: boolean; areOpen: boolean},
  ): Promise<readonly HubspotRecord[]> {
    const {api, label, plan} = this.#frame
    const wanted = {
      properties: areComplete ? [] : plan.properties,
      propertiesWithHistory: areOpen && plan.readsStageHistory ? ['dealstage'] : [],
    }
    if (areComplete && wanted.propertiesWithHistory.length === 0) return records
    const ids = records.map(({id}) => id)
    const read = await readByIds(api, {objectType: 'deals', ids, label}, wanted)
    // A deal that was deleted in between is gone, with whatever the search said of it.
    return records.flatMap(record => {
      const more = read.get(record.id)
      return more ? [{...more, properties: {...record.properties, ...more.properties}}] : []
    })
  }

  async #linked(records: readonly HubspotRecord[]): Promise<Links> {
    const {plan} = this.#frame
    const ids = records.map(({id}) => id)
    return {
      accounts: plan.readsAccounts ? await this.#links.accounts(ids) : null,
      contacts: plan.countsContacts ? await this.#links.contactCounts(ids) : null,
    }
  }

  /** A record that was merged away is still found for a while; only the one that it became part of counts. */
  #noteMerged(records: readonly HubspotRecord[]): void {
    for (const {id, properties} of records) {
      const merged =
        typeof properties.hs_merged_object_ids === 'string' ? properties.hs_merged_object_ids : ''
      for (const old of merged.split(';')) if (old !== '' && old !== id) this.#frame.merged.add(old)
    }
    for (const old of this.#frame.merged)
      if (this.#given.has(old))
        throw new MergedMeanwhile(
          'incomplete',
          `deals of ${this.#frame.label} are being merged all the time`,
          {
            canPass: true,
          },
        )
  }

  #mapped(records: readonly HubspotRecord[], {accounts, contacts}: Links): Deal[] {
    const {portal, plan, asOf} = this.#frame
    return records.flatMap(record => {
      this.rows++
      const found: Found = {
        account: accounts?.get(record.id) ?? null,
        contactCount: contacts ? (contacts.get(record.id) ?? 0) : null,
        enteredStageAt: plan.readsStageHistory ? enteredStageAt(record) : null,
      }
      try {
        const deal = dealOf(record, found, {portal, plan, asOf})
        this.#given.add(deal.id)
        this.#count(record, deal)
        return [deal]
      } catch (error) {
        this.refused.add(error, this.rows)
        return []
      }
    })
  }

  #count({properties}: HubspotRecord, deal: Deal): void {
    if (deal.amount === null && properties.amount) this.#unconverted++
    for (const name of this.#frame.plan.properties)
      if (properties[name]) this.filled.set(name, (this.filled.get(name) ?? 0) + 1)
  }
}

type Links = {
  accounts: ReadonlyMap<string, string | null> | null
  contacts: ReadonlyMap<string, number> | null
}

const noLinks: Links = {accounts: null, contacts: null}
