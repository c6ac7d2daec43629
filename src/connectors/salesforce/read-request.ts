import type {ReadOptions} from '../../domain/ports/deal-source.js'
import type {CalendarDate} from '../../domain/review/calendar-date.js'
import type {RecordShelf} from '../crm/kept-records.js'
import type {FieldPlan} from './field-plan.js'

export type ReadRequest = ReadOptions & {
  timeZone: string
  /** Of the settings: an org with one currency does not tell which. One with several tells that of the user, which counts there. */
  currency: string | null
  instanceUrl: string
  /** Null where all is read each time. */
  shelf: RecordShelf | null
}

/** What is read, and how. */
export type PlannedRead = {
  plan: FieldPlan
  request: ReadRequest
  asOf: Date
  /** Closed deals are read from this day on. */
  from: CalendarDate
}
