import type {Deal, DealField} from '../review/deal.js'
import type {DealFilter} from '../review/deal-filter.js'
import type {OwnerEmails} from '../review/owner-emails.js'

/**
 * Receives deals while a source reads them. `begin` is called before the first deal, and again whenever the source has
 * to start over (a file turned out to be in another encoding, a CRM cursor expired): all that was added before is void.
 * `dealsExpected` is a guess to make room by; there may be more or fewer.
 */
export type DealSink = {
  begin(source: {
    fields: ReadonlySet<DealField>
    /** Names of custom fields that the source has; left out where it does not tell. */
    customFields?: ReadonlySet<string>
    dealsExpected?: number
    /** Open stages from first to last, a list for each pipeline; left out where it does not tell. */
    stageOrders?: readonly (readonly string[])[]
    /** As in the report. */
    fiscalYearStartMonth?: number
  }): void
  add(deals: readonly Deal[]): void
}

/** One row or record that could not be read as a deal. */
export type Refusal = {
  /** 1-based row in the file (the header is row 1) or position of the record. */
  row: number
  column: string | null
  /** Shortened to 80 characters. */
  value: string
  reason: string
}

/** What a source says about a read that it shows to be complete. An incomplete read throws instead. */
export type SourceReport = {
  /** Rows or records seen, refused ones included. */
  rowsRead: number
  /** Of these, the ones that had not changed since an earlier read, which kept them; left out where all were fetched. */
  rowsKept?: number
  bytesRead: number
  /** 1-12; left out where the source does not tell: then years are those of the calendar. */
  fiscalYearStartMonth?: number
  refusedCount: number
  /** The first 20. */
  refusals: readonly Refusal[]
  /** What a person should know about how the data was understood, e.g. an ambiguous date column and the choice made. */
  warnings: readonly string[]
  /** Of owners of open deals, empty where the source has none; left out where nobody asked for them. */
  ownerEmails?: OwnerEmails
}

/** Deals of a CRM that are read one after another: the open ones, then the closed ones, or both together. */
export type DealsPart = {of: 'open' | 'closed' | 'all'; rowsRead: number; rowsTotal: number}

export type SourceProgress = {
  rowsRead: number
  bytesRead: number
  /** Of a file. */
  bytesTotal: number | null
  /** What is being read, where a CRM has said how many of them there are. */
  part: DealsPart | null
}

export type ReadOptions = {
  /** Names of custom columns to fill into `deal.custom`; `'all'` for every unmapped one. */
  customFields: readonly string[] | 'all'
  /** Fields that somebody looks at: a CRM is not asked for others where that takes calls. All when left out. */
  needs?: ReadonlySet<DealField>
  /** Whether somebody looks at when the fiscal year begins, for which a CRM has to be asked. */
  needsFiscalYear?: boolean
  /** Whether somebody looks at the stages that won deals went through (`stageHistory`), for which a CRM has to be asked. */
  needsWonStages?: boolean
  /** Whether somebody writes to the owners of deals (`ownerEmails`). */
  needsOwnerEmails?: boolean
  /** Closed deals of the twelve months before it are read. The present when left out. */
  asOf?: Date
  /** A source may leave out deals that it excludes; who reads it looks again. */
  filter?: DealFilter
  signal: AbortSignal
  onProgress?: (progress: SourceProgress) => void
}

/** Where deals come from. Reads open and closed deals alike, as a stream, to a proven end. */
export type DealSource = {
  read(sink: DealSink, options: ReadOptions): Promise<SourceReport>
  /** Begins what a read would wait for at its start, so that it is at hand when the read is called. Whoever calls it calls `leave` as well. */
  prepare?(): void
  /** Gives up what was prepared, unless it has been read. */
  leave?(): void
}
