import {filterText} from '../../domain/review/filter-text.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {terminalText} from '../../report/escape.js'

/** Below the lines of a schedule: which deals it is about, where not all. */
export function filterLine({filter}: Pick<ScheduledReview, 'filter'>): string {
  const text = filterText(filter)
  return text === null ? '' : `  deals     ${terminalText(text)}\n`
}
