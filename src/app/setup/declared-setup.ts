import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import type {PingTarget} from '../../domain/ping/ping-target.js'
import type {NewScheduledReview} from '../add-scheduled-review.js'

/** `secret` is as its connector stores it; null where none was given: a stored one stays. */
export type DeclaredConnection = Pick<CrmConnection, 'name' | 'kind' | 'settings'> & {secret: string | null}

/** `secret` is as a person gives it; null where none was given: a stored one stays. */
export type DeclaredChannel = Pick<Channel, 'name' | 'kind' | 'settings'> & {secret: string | null}

export type DeclaredReview = Omit<NewScheduledReview, 'sealPing'> & {
  /** Null for nobody who is told. */
  ping: PingTarget | null
  /** Null for who says nothing of it: a new one is active, another one stays as it is. */
  pause: {isPaused: boolean; reason: string | null} | null
}

/** All that a user wants to have, by name; settings are those that their connectors and drivers have taken. */
export type DeclaredSetup = {
  connections: readonly DeclaredConnection[]
  channels: readonly DeclaredChannel[]
  reviews: readonly DeclaredReview[]
}

export type Section = keyof DeclaredSetup

/** What keeps it from being as declared, of which entry, and of which of its settings where one is to blame. */
export type SetupProblem = {
  section: Section
  name: string
  key: string | null
  message: string
  hint: string
}
