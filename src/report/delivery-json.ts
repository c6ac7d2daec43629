import type {Delivery} from '../domain/delivery/delivery.js'

const at = (instant: Date | null) => instant?.toISOString() ?? null

/** A delivery under the names of its columns; of what its driver remembers, who has the message and who was refused it. */
export function deliveryJson({state: {accepted, refused}, ...delivery}: Delivery) {
  return {
    ...delivery,
    ...(accepted !== undefined && {accepted}),
    ...(refused !== undefined && {refused}),
    nextAttemptAt: at(delivery.nextAttemptAt),
    expiresAt: at(delivery.expiresAt),
    sentAt: at(delivery.sentAt),
    createdAt: at(delivery.createdAt),
  }
}
