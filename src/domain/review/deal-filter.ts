import type {CalendarDate} from './calendar-date.js'

/**
 * Which of a connection's deals a scheduled review is about. Lists are alternatives, compared without regard to case; what is left out allows
 * all. Stages and close dates concern open deals alone: closed ones are read for benchmarks.
 */
export type DealFilter = {
  pipelines?: readonly string[]
  stages?: readonly string[]
  owners?: readonly string[]
  minAmount?: number
  maxAmount?: number
  closeFrom?: CalendarDate
  closeTo?: CalendarDate
  /** A condition of Salesforce's query language, checked by the connector. */
  soql?: string
}
