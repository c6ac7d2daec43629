import type {OwnerDigests} from './delivery/owner-digests.js'

export type CatchUp = 'latest' | 'all' | 'none'
export type Overlap = 'skip' | 'queue' | 'cancel-previous'

/** A URL that is a secret, with as much of it as may be shown. */
export type SealedUrl = {sealed: Uint8Array; shown: string}

/** What a user adds: name, CRM connection, cron schedule, time zone, rules, delivery. */
export type ScheduledReview = {
  id: string
  userId: string
  /** Unique per user. */
  name: string
  description: string | null
  crmConnectionId: string
  /** Five cron fields, as normalised by the calculator. */
  schedule: string
  /** The IANA zone as the user wrote it, and its canonical name. */
  timezone: string
  timezoneCanonical: string
  /** A preset (`recommended`, `strict`) or the absolute path of a rule file. */
  ruleset: string
  filter: Readonly<Record<string, unknown>> | null
  /** Names of channels of the same user. */
  deliveryChannels: readonly string[]
  /** Told of starts, successes and failures; null for nobody. */
  pingUrl: SealedUrl | null
  /** See domain/delivery/deliver-when.ts. */
  deliverWhen: string
  /** What differs from the default; see domain/delivery/digest-template.ts. */
  template: Readonly<Record<string, unknown>> | null
  /** Null where owners get none of their own. */
  ownerDigests: OwnerDigests | null
  locale: string | null
  overlap: Overlap
  catchUp: CatchUp
  catchUpWindowMs: number
  splayMs: number
  timeoutMs: number
  maxRetries: number
  isActive: boolean
  pausedReason: string | null
  lastRunAt: Date | null
  nextRunAt: Date | null
  /** The last instant up to which every occurrence has been decided; never moves back. */
  cursor: Date | null
  createdAt: Date
  updatedAt: Date
}
