import type {ConnectionKind} from '../crm-connection.js'
import type {Deal} from '../review/deal.js'
import type {SourceProblem} from '../source-problem.js'
import type {CrmLogin, CrmPorts} from './crm-access.js'
import type {DealSource, SourceReport} from './deal-source.js'

/** How one column or property was understood. */
export type RecognisedColumn = {
  column: string
  /** Deal field, or null when the column is kept as a custom one. */
  field: string | null
  /** E.g. `date, day first (25.12.2026)`, `number, decimal comma`, `text`. */
  reading: string
  /** Share of rows with a value, 0-1. */
  filled: number
  /** Set when the values allow another reading: the choice made and how to override it. */
  ambiguity: string | null
}

/** What `connection test` shows. */
export type ConnectionTest = {
  /** E.g. `CSV, comma separated, UTF-8, 1.2 MB`. */
  description: string
  columns: readonly RecognisedColumn[]
  /** Fields of a deal that nothing fills. */
  missingFields: readonly string[]
  dealsOpen: number
  dealsWon: number
  dealsLost: number
  stages: readonly {stage: string | null; deals: number; outcome: string}[]
  /** Rows that repeat the id of an earlier one; a review takes the last of each. */
  duplicateIds: number
  /** A few deals, open ones first. */
  sample: readonly Deal[]
  report: SourceReport
  /** Null when a review would take what was read. */
  problem: SourceProblem | null
}

type ConnectorContext = {
  /** Canonical IANA zone in which dates without a zone are read. */
  timeZone: string
  /** Kind and name of the stored connection whose settings these are, for errors; none for settings that were just given. */
  label?: string
  /** Of a connection to a CRM; a file needs none. */
  crm?: CrmPorts
}

/** One kind of CRM. `settings` come from outside (flags, database) and are checked here, at the door. */
export type Connector = {
  kind: ConnectionKind
  /** Normalises settings (absolute path, checked options); throws `usage` or `config` with the bad value. */
  parseSettings(settings: unknown): Record<string, unknown>
  open(settings: Readonly<Record<string, unknown>>, context: ConnectorContext): DealSource
  test(
    settings: Readonly<Record<string, unknown>>,
    context: ConnectorContext,
    signal: AbortSignal,
  ): Promise<ConnectionTest>
  /** One line for `connection list`: a path, a login. */
  describe(settings: Readonly<Record<string, unknown>>): string
  /** Null for a file. */
  login: CrmLogin | null
  /** Throws `usage` for a condition that cannot be put into a query; only where a filter may have one. */
  checkCondition?(condition: string): void
}
