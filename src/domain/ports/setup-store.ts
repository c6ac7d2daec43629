import type {CrmConnection} from '../crm-connection.js'
import type {Channel} from '../delivery/channel.js'
import type {ScheduledReview} from '../scheduled-review.js'

/** Secrets are sealed; of an update, an absent one stays and null takes it away. */
type ConnectionWrites = {
  add: readonly {connection: CrmConnection; secret: Uint8Array | null}[]
  update: readonly {
    connection: CrmConnection
    expected: CrmConnection['settings']
    secret?: Uint8Array | null
  }[]
  /** Ids. */
  remove: readonly string[]
}

type ChannelWrites = {
  add: readonly {channel: Channel; secret: Uint8Array | null}[]
  update: readonly {
    channel: Channel
    expected: Pick<Channel, 'settings' | 'target'>
    secret?: Uint8Array | null
  }[]
  remove: readonly string[]
}

type ReviewWrites = {
  add: readonly ScheduledReview[]
  update: readonly {review: ScheduledReview; expectedUpdatedAt: Date}[]
  remove: readonly string[]
}

/** What one user's connections, channels and scheduled reviews are to become. */
export type SetupWrites = {
  userId: string
  connections: ConnectionWrites
  channels: ChannelWrites
  reviews: ReviewWrites
}

export type SetupStore = {
  /**
   * All of it in one transaction, or nothing. Throws what the single operations throw: `conflict` for a name that is taken, for what somebody
   * else changed meanwhile, for what is used still, and one that can pass when the master key was replaced meanwhile.
   */
  writeSetup(writes: SetupWrites): Promise<void>
}
