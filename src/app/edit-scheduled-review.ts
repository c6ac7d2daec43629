import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionStore, ReviewListing, ReviewStore} from '../domain/ports/store.js'
import {refuseEmptyRange} from '../domain/review/stored-filter.js'
import type {ScheduledReview} from '../domain/scheduled-review.js'
import type {User} from '../domain/user.js'
import type {NewScheduledReview} from './add-scheduled-review.js'
import {authoriseSchedule} from './authorise.js'
import {timingAfterEdit} from './changed-timing.js'
import {refuseForeignCondition} from './foreign-condition.js'
import {checkedName} from './names.js'
import {revisionAt} from './never-back.js'
import {planSchedule, type SchedulePlan} from './plan-schedule.js'
import {reviewOf} from './review-of.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Ports = {connections: ConnectionStore; reviews: ReviewStore; clock: Clock}
type Edit = {
  ref: string
  changes: Partial<NewScheduledReview>
  /** Parts of the filter that are not given go. */
  dropsFilter?: boolean
}
type Edited = {before: ReviewListing; review: ScheduledReview; plan: SchedulePlan}

/** Changes what is given and leaves the rest; a new schedule or zone plans the next run again from now. */
export function editScheduledReview(ports: Ports, actor: User, edit: Edit): Promise<Edited> {
  return untilNobodyWasFaster(() => editAsStored(ports, actor, edit))
}

async function editAsStored(
  ports: Ports,
  actor: User,
  {ref, changes, dropsFilter = false}: Edit,
): Promise<Edited> {
  const before = await ports.reviews.findReview(actor.id, ref)
  const now = ports.clock.now()
  const {connection: connectionRef, schedule, timezone, sealPing, filter, delivery, ...settings} = changes
  const plan = planSchedule(schedule ?? before.schedule, timezone ?? before.timezone, {from: now, count: 5})
  const review: ScheduledReview = {
    ...reviewOf(before),
    ...settings,
    ...delivery,
    filter: filterOf({...(dropsFilter ? {} : before.filter), ...filter}),
    name: checkedName('scheduled review', settings.name ?? before.name),
    crmConnectionId: before.crmConnectionId,
    schedule: plan.cron,
    timezone: plan.timezone,
    timezoneCanonical: plan.timezoneCanonical,
    updatedAt: revisionAt(now, before.updatedAt),
  }
  if (filter) refuseEmptyRange(review.filter)
  if (connectionRef !== undefined || filter) {
    const connection = await ports.connections.findConnection(
      actor.id,
      connectionRef ?? before.crmConnectionId,
    )
    if (connectionRef !== undefined) authoriseSchedule(actor, connection)
    refuseForeignCondition(review.filter, connection)
    review.crmConnectionId = connection.id
  }
  Object.assign(review, timingAfterEdit(review, before, now))
  if (sealPing) review.pingUrl = await sealPing(before.id)
  await ports.reviews.updateReview(review, before.updatedAt)
  return {before, review, plan}
}

function filterOf(parts: NonNullable<ScheduledReview['filter']>): ScheduledReview['filter'] {
  return Object.keys(parts).length > 0 ? parts : null
}
