import type {Upcoming} from '../../domain/schedule/local-time.js'

/** One element of `occurrences` in `next --json`. */
export function occurrenceJson({at, local, note}: Upcoming) {
  return {at: at.toISOString(), local, note}
}
