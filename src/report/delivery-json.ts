import type {Delivery} from '../domain/delivery/delivery.js'

const at = (instant: Date | null) => instant?.toISOString() ?? null

/** A delivery under the names of its columns; what its driver remembers is the driver's own business. */
export function deliveryJson({state: _, ...delivery}: Delivery) {
  return {
    ...delivery,
    nextAttemptAt: at(delivery.nextAttemptAt),
    expiresAt: at(delivery.expiresAt),
    sentAt: at(delivery.sentAt),
    createdAt: at(delivery.createdAt),
  }
}
