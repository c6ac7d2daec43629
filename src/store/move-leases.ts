import {deliveryLeaseMs} from '../domain/delivery/sending-limits.js'
import type {ClockStep} from '../domain/ports/daemon-log.js'
import {leaseMs} from '../domain/run/lease.js'
import type {Session} from './session.js'

/**
 * Inside of a write transaction. Leases are instants of the wall clock: after a step forward those of processes that are well would have
 * run out, after a step back those of processes that hang would hold for hours. What was held by the clock as it was, is held for as
 * long by the clock as it is; a lease that was renewed since, is left alone.
 */
export function moveLeases(session: Session, {byMs, before, after}: ClockStep): void {
  for (const [move, longestMs] of [
    [moveRunLeases, leaseMs],
    [moveDeliveryLeases, deliveryLeaseMs],
  ] as const) {
    const [above, upTo] =
      byMs > 0
        ? [before.getTime(), before.getTime() + longestMs]
        : [after.getTime() + longestMs, Number.MAX_SAFE_INTEGER]
    session.prepared(move).run({byMs, above, upTo})
  }
}

const moved = 'SET lease_expires_at = lease_expires_at + @byMs'
const isBetween = 'lease_expires_at > @above AND lease_expires_at <= @upTo'

export const moveRunLeases = `UPDATE review_runs INDEXED BY review_runs_by_start ${moved}
  WHERE status = 'running' AND ${isBetween}`

export const moveDeliveryLeases = `UPDATE deliveries ${moved}
  WHERE status IN ('pending', 'sending') AND lease_owner IS NOT NULL AND ${isBetween}`
