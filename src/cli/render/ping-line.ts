import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {terminalText} from '../../report/escape.js'

/** Below the lines of a schedule: who is told of its runs, if anybody. */
export function pingLine({pingUrl}: Pick<ScheduledReview, 'pingUrl'>): string {
  return pingUrl ? `  pings     ${terminalText(pingUrl.shown)}\n` : ''
}
