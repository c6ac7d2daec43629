import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {terminalText} from '../../report/escape.js'

type Delivering = Pick<ScheduledReview, 'deliveryChannels' | 'deliverWhen' | 'ownerDigests'>

/** `pipeline, board (on-change); owners by mail`; null for a review whose digest goes nowhere. Texts as they came. */
export function deliveryText({deliveryChannels, deliverWhen, ownerDigests}: Delivering): string | null {
  const owners = ownerDigests === null ? [] : [`owners by ${ownerDigests.channel}`]
  const all = deliveryChannels.length > 0 ? [deliveryChannels.join(', '), ...owners] : owners
  if (all.length === 0) return null
  return `${all.join('; ')}${deliverWhen === 'always' ? '' : ` (${deliverWhen})`}`
}

/** Below the lines of a schedule. */
export function deliveryLines(review: Delivering): string {
  const text = deliveryText(review)
  return text === null ? '' : `  sends to  ${terminalText(text)}\n`
}
