import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import type {Section} from './declared-setup.js'

/** What becomes of a secret. `text` is as it is stored once it is sealed, and nobody's to see. */
export type SecretChange =
  | {kind: 'kept'}
  /** There is none any more, or never was one. */
  | {kind: 'none'}
  | {kind: 'set' | 'replaced'; text: string}

/** `before` is what is stored, `after` what is to be. */
export type Change<Before, After = Before> =
  | {action: 'create'; after: After; secret: SecretChange}
  | {action: 'update'; before: Before; after: After; secret: SecretChange}
  | {action: 'remove'; before: Before}

export type ConnectionChange = Change<CrmConnection>
export type ChannelChange = Change<Channel>
/** The secret is the ping URL. */
export type ReviewChange = Change<ReviewListing, ScheduledReview & {connectionName: string}>

export type SetupPlan = {
  connections: readonly ConnectionChange[]
  channels: readonly ChannelChange[]
  reviews: readonly ReviewChange[]
  /** How many are as they should be already. */
  unchanged: Readonly<Record<Section, number>>
  /** Names of reviews that are paused, though the file does not say so: they stay paused. */
  pausedByHand: readonly string[]
}

export function changesNothing({connections, channels, reviews}: SetupPlan): boolean {
  return connections.length + channels.length + reviews.length === 0
}
