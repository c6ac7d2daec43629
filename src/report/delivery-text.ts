import type {Delivery, DeliveryStatus} from '../domain/delivery/delivery.js'
import {relativeTime} from './relative-time.js'

const words: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'not delivered yet',
  sending: 'being sent',
  sent: 'delivered',
  partial: 'delivered to some',
  failed: 'not delivered',
  unknown: 'perhaps delivered',
  expired: 'not delivered',
  cancelled: 'not delivered',
  skipped: 'not sent',
}

/** `slack "pipeline" (#pipeline): not delivered yet: the answer was 503; again in 1 min`. Texts as they came. */
export function deliveryText(delivery: Delivery, now: Date): string {
  const {kind, channel, target, owner, recipient, status, lastError, nextAttemptAt, sentAt, isRepeat} =
    delivery
  const whose = owner === null ? '' : ` for ${owner}`
  const why = lastError === null ? '' : `: ${lastError}`
  const again = status === 'pending' && nextAttemptAt && nextAttemptAt > now ? nextAttemptAt : null
  const next = again ? `; again ${relativeTime(again, now)}` : ''
  const when = sentAt ? ` ${relativeTime(sentAt, now)}` : ''
  const repeat = isRepeat ? ', as a repeat' : ''
  return `${kind} "${channel}" (${recipient ?? target})${whose}: ${words[status]}${when}${repeat}${why}${next}`
}

/** `2 sent`, `1 sent, 1 failed`: for a column of a table; empty where there are none. */
export function deliveriesCell(deliveries: readonly Delivery[]): string {
  const counts = new Map<DeliveryStatus, number>()
  for (const {status} of deliveries) counts.set(status, (counts.get(status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}
