import {isDeepStrictEqual} from 'node:util'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import type {User} from '../../domain/user.js'
import {newReview} from '../add-scheduled-review.js'
import {authoriseSchedule} from '../authorise.js'
import {timingAfterEdit, timingFromNow} from '../changed-timing.js'
import {revisionAt} from '../never-back.js'
import type {timingsFrom} from '../plan-schedule.js'
import {reviewOf} from '../review-of.js'
import type {DeclaredReview} from './declared-setup.js'
import type {ReviewChange, SecretChange} from './setup-plan.js'

type Given = {
  actor: User
  declared: DeclaredReview
  before: ReviewListing | undefined
  connection: CrmConnection
  ping: SecretChange
  timingOf: ReturnType<typeof timingsFrom>
  /** Of the stored one, or a new one. */
  id: string
  now: Date
}

/** Null where it is as declared already. Throws `forbidden` where a schedule would begin that the actor may not have. */
export function reviewChange(given: Given): ReviewChange | null {
  const {actor, declared, before, connection, ping: secret, timingOf, id, now} = given
  const {zone, timing} = timingOf(declared)
  const fresh = newReview(declared, {id, userId: actor.id, zone, timing, connection, pingUrl: null, now})
  if (before === undefined) {
    authoriseSchedule(actor, connection)
    const named = Object.assign(fresh, {connectionName: connection.name})
    return {action: 'create', after: Object.assign(named, activityOf(fresh, declared.pause, now)), secret}
  }
  const edited: ScheduledReview = {...reviewOf(before), ...settingsOf(fresh)}
  Object.assign(edited, timingAfterEdit(edited, before, now), activityOf(edited, declared.pause, now))
  const isSame = before.isReadable && isDeepStrictEqual(reviewOf(before), edited) && secret.kind === 'kept'
  if (isSame) return null
  const isBegun = edited.isActive && !before.isActive
  if (isBegun || connection.id !== before.crmConnectionId) authoriseSchedule(actor, connection)
  const updatedAt = revisionAt(now, before.updatedAt)
  return {action: 'update', before, after: {...edited, updatedAt, connectionName: connection.name}, secret}
}

/** All that a declaration settles; the rest belongs to the stored row, or to the daemon. */
const settled = [
  'description',
  'crmConnectionId',
  'schedule',
  'timezone',
  'timezoneCanonical',
  'ruleset',
  'filter',
  'deliveryChannels',
  'deliverWhen',
  'template',
  'ownerDigests',
  'locale',
  'overlap',
  'catchUp',
  'catchUpWindowMs',
  'splayMs',
  'timeoutMs',
  'maxRetries',
] as const satisfies readonly (keyof ScheduledReview)[]

function settingsOf(review: ScheduledReview): Partial<ScheduledReview> {
  return Object.fromEntries(settled.map(field => [field, review[field]]))
}

type Activity = Partial<Pick<ScheduledReview, 'isActive' | 'pausedReason' | 'nextRunAt' | 'cursor'>>

/** As pause and resume do it. */
function activityOf(review: ScheduledReview, pause: DeclaredReview['pause'], now: Date): Activity {
  if (pause?.isPaused) return {isActive: false, pausedReason: pause.reason, nextRunAt: null}
  if (pause === null || review.isActive) return {}
  return {isActive: true, pausedReason: null, ...timingFromNow(review, now)}
}
