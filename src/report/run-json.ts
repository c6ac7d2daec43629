import type {Delivery} from '../domain/delivery/delivery.js'
import type {Run} from '../domain/run/run.js'
import {deliveryJson} from './delivery-json.js'

const at = (instant: Date | null) => instant?.toISOString() ?? null

/** A run under the names of its columns; instants in ISO 8601 UTC. The lease is the ledger's own business. */
export function runJson(run: Run) {
  const {leaseOwner: _, leaseExpiresAt: __, fence: ___, ...shown} = run
  return {
    ...shown,
    scheduledFor: at(run.scheduledFor),
    queuedAt: at(run.queuedAt),
    startedAt: at(run.startedAt),
    completedAt: at(run.completedAt),
    rangeUntil: at(run.rangeUntil),
    cancelRequestedAt: at(run.cancelRequestedAt),
    createdAt: at(run.createdAt),
  }
}

/** The same with what it delivers, as `history` tells it. */
export function historyJson(run: Run, deliveries: readonly Delivery[]) {
  return {...runJson(run), deliveries: deliveries.map(deliveryJson)}
}
