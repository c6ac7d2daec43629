import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ConnectionStore, ReviewStore} from '../domain/ports/store.js'
import type {CatchUp, Overlap, ScheduledReview, SealedUrl} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import {authoriseSchedule} from './authorise.js'
import {checkedName} from './names.js'
import {planSchedule, type SchedulePlan} from './plan-schedule.js'

/** What `add` asks for; DESIGN section 5 and 6 have the defaults. */
export type NewScheduledReview = {
  name: string
  description: string | null
  connection: string
  schedule: string
  timezone: string
  /** A preset or the absolute path of a rule file that has been read successfully. */
  ruleset: string
  overlap: Overlap
  catchUp: CatchUp
  catchUpWindowMs: number
  splayMs: number
  timeoutMs: number
  maxRetries: number
  /** Seals where pings go for the review of that id; null for nowhere. */
  sealPing?: (reviewId: string) => Promise<SealedUrl | null>
}

export const scheduleDefaults = {
  overlap: 'skip',
  catchUp: 'latest',
  catchUpWindowMs: 12 * 3_600_000,
  splayMs: 0,
  timeoutMs: 10 * 60_000,
  maxRetries: 2,
} as const satisfies Partial<NewScheduledReview>

export async function addScheduledReview(
  ports: {connections: ConnectionStore; reviews: ReviewStore; clock: Clock; ids: Ids},
  actor: User,
  wanted: NewScheduledReview,
): Promise<{review: ScheduledReview; plan: SchedulePlan}> {
  const name = checkedName('scheduled review', wanted.name)
  const now = ports.clock.now()
  const plan = planSchedule(wanted.schedule, wanted.timezone, {from: now, count: 5})
  const connection = await ports.connections.findConnection(actor.id, wanted.connection)
  authoriseSchedule(actor, connection)
  const {connection: _, schedule: __, timezone: ___, sealPing, ...settings} = wanted
  const id = ports.ids.next()
  const review: ScheduledReview = {
    ...settings,
    id,
    userId: actor.id,
    name,
    crmConnectionId: connection.id,
    schedule: plan.cron,
    timezone: plan.timezone,
    timezoneCanonical: plan.timezoneCanonical,
    filter: null,
    deliveryChannels: [],
    emailRecipients: [],
    pingUrl: (await sealPing?.(id)) ?? null,
    deliverWhen: 'always',
    template: null,
    locale: null,
    isActive: true,
    pausedReason: null,
    lastRunAt: null,
    nextRunAt: plan.upcoming[0]?.at ?? null,
    cursor: now,
    createdAt: now,
    updatedAt: now,
  }
  await ports.reviews.addReview(review)
  return {review, plan}
}
