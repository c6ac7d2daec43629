import type {ChannelKind} from './channel.js'

/**
 * One sending of one run to one target:
 *
 * pending -> sending -> sent | partial | failed | unknown
 *    ^          |
 *    +----------+  what certainly did not arrive is tried again
 *
 * `pending` also ends as `expired` (nobody wants it any more) or `cancelled` (its channel was removed). `skipped` was never to be sent: the
 * condition of its review was not met. `sending` is committed before the first byte leaves; whoever dies in it leaves `unknown`. Only a
 * person brings an ended one back (`revsched deliver`), under the same key.
 */
export type DeliveryStatus =
  | 'pending'
  | 'sending'
  | 'sent'
  | 'partial'
  | 'failed'
  | 'unknown'
  | 'expired'
  | 'cancelled'
  | 'skipped'

/**
 * Facts about earlier attempts that the next one needs; plain JSON of the driver. `accepted` are the recipients who have the message, `ts` is
 * where Slack has it.
 */
export type DeliveryState = Readonly<Record<string, unknown>>

/** How one ends that nobody tries any more: some may have all of it, or all a part. */
export function givenUp({accepted, ts}: DeliveryState): 'partial' | 'expired' {
  const isThere = (Array.isArray(accepted) && accepted.length > 0) || ts !== undefined
  return isThere ? 'partial' : 'expired'
}

export type Delivery = {
  id: string
  runId: string
  /** Null once the channel was removed. */
  channelId: string | null
  /** Name and kind of the channel, which stay when it is removed. */
  channel: string
  kind: ChannelKind
  /** Redacted. */
  target: string
  /** Whose deals alone it tells, by the owner's name; null for all. */
  owner: string | null
  /** Where it goes instead of to the channel's own recipients: an address or a Slack id of that owner; null for those. */
  recipient: string | null
  status: DeliveryStatus
  /** How often its sending was begun. */
  attempts: number
  /** While `pending`: not before. */
  nextAttemptAt: Date | null
  /** While `pending`: nobody wants it any more after this. */
  expiresAt: Date
  /** The same at every attempt: `Idempotency-Key`, `Message-ID`. */
  idempotencyKey: string
  /** True once an attempt whose end is not known, or that went well, is followed by another: the message says so. */
  isRepeat: boolean
  state: DeliveryState
  /** Of the last attempt; of a `skipped` one, why. Never a secret. */
  lastError: string | null
  sentAt: Date | null
  createdAt: Date
}

/** Held by who sends it; a later holder has a higher fence. */
export type DeliveryClaim = {deliveryId: string; fence: number}

/** What became of one attempt. */
export type DeliveryOutcome =
  | {kind: 'sent'; state?: DeliveryState}
  /** Some recipients have it, and the others never will. */
  | {kind: 'partial'; error: string; state?: DeliveryState}
  /** It certainly did not arrive, or not at all of them, and may the next time. */
  | {
      kind: 'retry'
      error: string
      /** Its place asked to be left alone for so long, whatever the message. */
      retryAfterMs?: number
      /** This message alone is not to come again before. */
      waitMs?: number
      state?: DeliveryState
    }
  /** It certainly did not arrive and never will. `disables` the channel: its place is gone. */
  | {kind: 'failed'; error: string; disables?: boolean}
  /** The message left and no answer came: it may have arrived. */
  | {kind: 'unknown'; error: string}
