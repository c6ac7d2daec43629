import type {CrmConnection} from '../domain/crm-connection.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ConnectionStore, ReviewStore} from '../domain/ports/store.js'
import {remembered} from '../domain/remembered.js'
import {refuseEmptyRange, type StoredFilter} from '../domain/review/stored-filter.js'
import type {CatchUp, Overlap, ScheduledReview, SealedUrl} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import {authoriseSchedule} from './authorise.js'
import {refuseForeignCondition} from './foreign-condition.js'
import {checkedName} from './names.js'
import {planSchedule, type SchedulePlan, timingsFrom} from './plan-schedule.js'

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
  /** Which of the connection's deals it is about; null for all. */
  filter: StoredFilter | null
  /** Where digests go, when, and how they look; what is left out is nowhere, always, and as it is by default. */
  delivery?: Partial<DeliverySettings>
  /** Seals where pings go for the review of that id; null for nowhere. */
  sealPing?: (reviewId: string) => Promise<SealedUrl | null>
}

export type DeliverySettings = Pick<
  ScheduledReview,
  'deliveryChannels' | 'deliverWhen' | 'template' | 'locale' | 'ownerDigests'
>

const noDelivery: DeliverySettings = {
  deliveryChannels: [],
  deliverWhen: 'always',
  template: null,
  locale: null,
  ownerDigests: null,
}

export const scheduleDefaults = {
  overlap: 'skip',
  catchUp: 'latest',
  catchUpWindowMs: 12 * 3_600_000,
  splayMs: 0,
  timeoutMs: 10 * 60_000,
  maxRetries: 2,
  filter: null,
} as const satisfies Partial<NewScheduledReview>

type Ports = {connections: ConnectionStore; reviews: ReviewStore; clock: Clock; ids: Ids}

export async function addScheduledReview(
  ports: Ports,
  actor: User,
  wanted: NewScheduledReview,
): Promise<{review: ScheduledReview; plan: SchedulePlan}> {
  const now = ports.clock.now()
  const reviews = await newReviews(ports, actor, {all: [wanted], now})
  const plan = planSchedule(wanted.schedule, wanted.timezone, {from: now, count: 5})
  await ports.reviews.addReviews(reviews)
  return {review: reviews[0]!, plan}
}

/** Adds all of them in one transaction, or none: throws for the first that may not be added, or whose name is taken. */
export async function addScheduledReviews(
  ports: Ports,
  actor: User,
  wanted: readonly NewScheduledReview[],
): Promise<ScheduledReview[]> {
  const reviews = await newReviews(ports, actor, {all: wanted, now: ports.clock.now()})
  await ports.reviews.addReviews(reviews)
  return reviews
}

/** As they are stored. Thousands of them share few schedules and connections: each of these is looked at once. */
async function newReviews(
  ports: Ports,
  actor: User,
  {all, now}: {all: readonly NewScheduledReview[]; now: Date},
): Promise<ScheduledReview[]> {
  const connectionOf = remembered(async (ref: string) => {
    const connection = await ports.connections.findConnection(actor.id, ref)
    authoriseSchedule(actor, connection)
    return connection
  })
  const timingOf = timingsFrom(now)
  const reviews: ScheduledReview[] = []
  for (const one of all) {
    const id = ports.ids.next()
    checkedName('scheduled review', one.name)
    const {zone, timing} = timingOf(one)
    const connection = await connectionOf(one.connection)
    const pingUrl = (await one.sealPing?.(id)) ?? null
    reviews.push(newReview(one, {id, userId: actor.id, zone, timing, connection, pingUrl, now}))
  }
  return reviews
}

type Parts = {
  id: string
  userId: string
  zone: {given: string; canonical: string}
  timing: Pick<ScheduledReview, 'schedule' | 'nextRunAt'>
  connection: Pick<CrmConnection, 'id' | 'kind' | 'name'>
  pingUrl: SealedUrl | null
  now: Date
}

/** Active from now on. Throws `usage` for a filter that cannot be. */
export function newReview(
  one: NewScheduledReview,
  {id, userId, zone, timing, connection, pingUrl, now}: Parts,
): ScheduledReview {
  refuseForeignCondition(one.filter, connection)
  refuseEmptyRange(one.filter)
  const delivery = one.delivery ? {...noDelivery, ...one.delivery} : noDelivery
  // Field by field: V8 is slow to copy the rest of an object.
  return {
    id,
    userId,
    name: one.name,
    description: one.description,
    crmConnectionId: connection.id,
    schedule: timing.schedule,
    timezone: zone.given,
    timezoneCanonical: zone.canonical,
    ruleset: one.ruleset,
    filter: one.filter,
    deliveryChannels: delivery.deliveryChannels,
    pingUrl,
    deliverWhen: delivery.deliverWhen,
    template: delivery.template,
    ownerDigests: delivery.ownerDigests,
    locale: delivery.locale,
    overlap: one.overlap,
    catchUp: one.catchUp,
    catchUpWindowMs: one.catchUpWindowMs,
    splayMs: one.splayMs,
    timeoutMs: one.timeoutMs,
    maxRetries: one.maxRetries,
    isActive: true,
    pausedReason: null,
    lastRunAt: null,
    nextRunAt: timing.nextRunAt,
    cursor: now,
    createdAt: now,
    updatedAt: now,
  }
}
