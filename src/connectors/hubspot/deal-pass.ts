import {RevschedError} from '../../domain/errors.js'
import type {DealSink, DealsPart, ReadOptions} from '../../domain/ports/deal-source.js'
import type {Deal} from '../../domain/review/deal.js'
import type {StageEntry} from '../../domain/review/deal-history.js'
import {OwnerEmailIndex} from '../../domain/review/owner-emails.js'
import {PartProgress} from '../crm/part-progress.js'
import type {HubspotApi, HubspotRecord} from './api.js'
import {historyOf} from './deal-histories.js'
import type {ReadPlan} from './deal-properties.js'
import {type LinkedContacts, LinkedRecords} from './linked-records.js'
import {dealOf, type Found} from './map-deal.js'
import type {Portal} from './portal.js'
import {RefusedRows} from './refused-rows.js'

type PassFrame = {
  api: HubspotApi
  portal: Portal
  plan: ReadPlan
  label: string
  /** Whether an activity is still to come at the review. */
  isPlanned(activity: Date): boolean
  /** By id; null where properties tell them, or nobody looks. */
  wonStages: ReadonlyMap<string, readonly StageEntry[]> | null
  /** Ids of deals that became part of another one, over all passes of a read. */
  merged: Set<string>
  fiscalYearStartMonth?: number
  bytesRead(): number
}

/** A deal that the sink has already became part of one that came later: what the sink has is void. */
export class MergedMeanwhile extends RevschedError {}

/** One way through an account's deals, handed to the sink. */
export class DealPass {
  readonly #frame: PassFrame
  readonly #sink: DealSink
  readonly #options: ReadOptions
  readonly #links: LinkedRecords
  readonly #given = new Set<string>()
  readonly #parts = new PartProgress()
  #unconverted = 0
  rows = 0
  readonly refused = new RefusedRows()
  readonly filled = new Map<string, number>()
  /** Of owners of open deals; null where nobody asked. */
  readonly emails: OwnerEmailIndex | null

  constructor(frame: PassFrame, {sink, options}: {sink: DealSink; options: ReadOptions}) {
    this.#frame = frame
    this.#sink = sink
    this.#options = options
    this.#links = new LinkedRecords(frame.api, frame.label)
    this.emails = options.needsOwnerEmails ? new OwnerEmailIndex() : null
  }

  /** Before the first deals. */
  begin(dealsExpected: number): void {
    const {plan, portal, fiscalYearStartMonth} = this.#frame
    const {fields, custom} = plan
    this.#sink.begin({
      fields,
      customFields: new Set(custom),
      dealsExpected,
      stageOrders: portal.stageOrders,
      ...(fiscalYearStartMonth !== undefined && {fiscalYearStartMonth}),
    })
  }

  /** What comes next, and how many of them. The number of all may be known late: the next rows tell it. */
  expect(of: DealsPart['of'], rowsTotal: number): void {
    this.#parts.begin(of, {rowsTotal, rowsRead: this.rows})
    if (of !== 'all') this.#tellProgress()
  }

  get warnings(): string[] {
    const {portal} = this.#frame
    if (!portal.hasCurrencies) return []
    const converted = `amounts are in ${portal.currency}, into which HubSpot converts those of other currencies`
    if (this.#unconverted === 0) return [converted]
    const deals = this.#unconverted === 1 ? '1 deal has' : `${this.#unconverted} deals have`
    return [converted, `${deals} an amount in a currency without an exchange rate, which counts as none`]
  }

  async takeOpen(records: readonly HubspotRecord[]): Promise<void> {
    const current = this.#current(records)
    this.#give(current, await this.#linked(current))
  }

  takeClosed(records: readonly HubspotRecord[]): void {
    this.#give(this.#current(records), noLinks)
  }

  #current(records: readonly HubspotRecord[]): readonly HubspotRecord[] {
    this.noteMerged(records)
    return records.filter(({id}) => !this.#frame.merged.has(id))
  }

  #give(records: readonly HubspotRecord[], links: Links): void {
    this.#sink.add(this.#mapped(records, links))
    this.#tellProgress()
  }

  #tellProgress(): void {
    this.#options.onProgress?.({
      rowsRead: this.rows,
      bytesRead: this.#frame.bytesRead(),
      bytesTotal: null,
      part: this.#parts.at(this.rows),
    })
  }

  async #linked(records: readonly HubspotRecord[]): Promise<Links> {
    const {plan} = this.#frame
    const ids = records.map(({id}) => id)
    return {
      accounts: plan.readsAccounts ? await this.#links.accounts(ids) : null,
      contacts: plan.countsContacts || plan.readsRoles ? await this.#links.contacts(ids) : null,
    }
  }

  /** A record that was merged away is still found for a while; only the one that it became part of counts. */
  noteMerged(records: readonly HubspotRecord[]): void {
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
    const {portal, plan, isPlanned, wonStages} = this.#frame
    return records.flatMap(record => {
      this.rows++
      try {
        const found: Found = {
          account: accounts?.get(record.id) ?? null,
          contacts: contacts && (contacts.get(record.id) ?? noContacts),
          history: plan.histories.length > 0 ? historyOf(record, portal) : null,
          wonStages: wonStages?.get(record.id) ?? null,
        }
        const deal = dealOf(record, found, {portal, plan, isPlanned})
        this.#given.add(deal.id)
        this.#count(record, deal)
        if (this.emails && deal.outcome === 'open') this.#noteEmail(this.emails, record, deal)
        return [deal]
      } catch (error) {
        this.refused.add(error, this.rows)
        return []
      }
    })
  }

  #noteEmail(emails: OwnerEmailIndex, {properties}: HubspotRecord, {owner}: Deal): void {
    const {ownerEmails} = this.#frame.portal
    emails.note(owner, ownerEmails.get(properties.hubspot_owner_id ?? '') ?? null)
  }

  #count({properties}: HubspotRecord, deal: Deal): void {
    if (deal.amount === null && properties.amount) this.#unconverted++
    for (const name of this.#frame.plan.properties)
      if (properties[name]) this.filled.set(name, (this.filled.get(name) ?? 0) + 1)
  }
}

type Links = {
  accounts: ReadonlyMap<string, string | null> | null
  contacts: ReadonlyMap<string, LinkedContacts> | null
}

const noContacts: LinkedContacts = {count: 0, roles: []}

const noLinks: Links = {accounts: null, contacts: null}
