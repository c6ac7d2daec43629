import type {DeliveryChange} from '../delivery/after-attempt.js'
import type {Channel} from '../delivery/channel.js'
import type {Delivery, DeliveryClaim} from '../delivery/delivery.js'
import type {NewDelivery} from '../delivery/plan-deliveries.js'
import type {Run} from '../run/run.js'
import type {ScheduledReview} from '../scheduled-review.js'

export type ChannelStore = {
  /** With its sealed secret, null for none. Throws `conflict` when the user has a channel of that name, and one that can pass when the key was replaced meanwhile. */
  addChannel(channel: Channel, secret: Uint8Array | null): Promise<void>
  /** By name. */
  listChannels(userId: string): Promise<Channel[]>
  findChannel(userId: string, ref: string): Promise<Channel>
  /** Null where it has none. */
  channelSecret(id: string): Promise<Uint8Array | null>
  /**
   * Replaces its settings, its target, and its secret unless that is absent, and uses it again after its place was gone. What waits for it
   * goes to the new place, at once. Throws `conflict` when its settings or target are not the `expected` ones any more, when it cannot
   * send to single people by the new ones and reviews send digests of owners by it, and one that can pass when the key was replaced
   * meanwhile.
   */
  updateChannel(
    channel: Channel,
    change: {expected: Pick<Channel, 'settings' | 'target'>; secret?: Uint8Array | null},
  ): Promise<void>
  /**
   * What waits to go there is cancelled; what went there stays in the history. Throws `conflict`, naming them, while scheduled reviews
   * deliver to it.
   */
  removeChannel(userId: string, id: string): Promise<void>
  /** Used again after its place answered that it was gone. */
  enableChannel(userId: string, id: string): Promise<void>
}

/** A delivery that is to be sent now, with all that it needs. */
export type ClaimedDelivery = {
  delivery: Delivery
  claim: DeliveryClaim
  channel: Channel
  sealed: Uint8Array | null
  run: Run
  /** How the digests of its scheduled review look; null for a run without one. */
  review: Pick<ScheduledReview, 'template' | 'locale' | 'ownerDigests'> | null
}

export type DeliveryWish = {
  limit: number
  leaseOwner: string
  leaseExpiresAt: Date
  /** Of this run alone. */
  runId?: string
}

/** A delivery whose process died, or was stopped for too long, while it was sent. */
export type SettledDelivery = Pick<Delivery, 'id' | 'runId' | 'channel' | 'status'>

export type DeliveryAdvance = {
  claimed: readonly ClaimedDelivery[]
  lost: readonly DeliveryClaim[]
  settled: readonly SettledDelivery[]
  /** When the next one may be sent at the earliest, of the wish's run where it names one; null when none waits for that alone. */
  nextAttemptAt: Date | null
}

/** The outbox: rows are written with the result that they are about. Each operation is one transaction. */
export type DeliveryStore = {
  /**
   * Stores outcomes, settles those whose sender is gone (`unknown` where the message may have left), ends those that nobody wants any
   * more, and claims what may be sent at `now`: one at a time of each channel. A claim that is void changes nothing and is in `lost`.
   */
  advanceDeliveries(input: {
    now: Date
    outcomes: readonly {claim: DeliveryClaim; change: DeliveryChange}[]
    isOwnerAlive(leaseOwner: string): boolean
    claim: DeliveryWish | null
  }): Promise<DeliveryAdvance>
  /** The message leaves from now on: who dies after this leaves `unknown`. Counts the attempt. Throws `conflict` for a void claim. */
  beginSending(claim: DeliveryClaim): Promise<void>
  /** Back into the outbox: nothing was sent. */
  releaseDelivery(claim: DeliveryClaim): Promise<void>
  /** By run, in the order in which they were made. */
  listDeliveries(runIds: readonly string[]): Promise<Delivery[]>
  /**
   * Adds those that the run has not, and has those of the given ids sent now: as a repeat where the message may have arrived. What is
   * being sent, and what has no channel that is in use, stays as it is.
   */
  sendAgain(input: {
    runId: string
    added: readonly NewDelivery[]
    again: readonly string[]
    now: Date
    expiresAt: Date
  }): Promise<void>
}
