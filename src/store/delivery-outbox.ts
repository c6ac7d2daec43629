import {type DeliveryClaim, givenUp} from '../domain/delivery/delivery.js'
import {isOwnerDigests} from '../domain/delivery/owner-digests.js'
import {RevschedError} from '../domain/errors.js'
import type {
  ClaimedDelivery,
  DeliveryAdvance,
  DeliveryStore,
  DeliveryWish,
  SettledDelivery,
} from '../domain/ports/delivery-store.js'
import {isLeaseLive} from '../domain/run/lease.js'
import {type ChannelRow, channelOf} from './channels.js'
import {type DeliveryRow, deliveryOf} from './delivery-row.js'
import {instantOf} from './instant.js'
import {jsonObject} from './json-object.js'
import {addDeliveries} from './new-deliveries.js'
import {oneMoreIn, oneMoreThan} from './one-more.js'
import {type RunRow, runOf} from './run-row.js'
import type {Session} from './session.js'

type AdvanceInput = Parameters<DeliveryStore['advanceDeliveries']>[0]

/** The table of deliveries as an outbox. Every write of a sender names id and fence: of a claim that is void, it changes nothing. */
export function deliveryStore(session: Session): DeliveryStore {
  const held = async (sql: string, claim: DeliveryClaim) => {
    const {changes} = await session.write(() => session.prepared(sql).run(claim))
    if (changes === 0) throw lostClaim()
  }
  return {
    advanceDeliveries: input => session.write(() => advance(session, input)),
    beginSending: claim => held(begin, claim),
    releaseDelivery: claim => held(release, claim),
    async listDeliveries(runIds) {
      const rows = await session.read(() =>
        session.prepared<DeliveryRow>(ofRuns).all({runIds: JSON.stringify(runIds)}),
      )
      return rows.map(deliveryOf)
    },
    sendAgain: ({runId, added, again, now, expiresAt}) =>
      session.write(() => {
        addDeliveries(session, {runId, deliveries: added, createdAt: now.getTime()})
        const values = {runId, ids: JSON.stringify(again), now: now.getTime(), expiresAt: expiresAt.getTime()}
        session.prepared(reopen).run(values)
      }),
  }
}

function advance(session: Session, {now, outcomes, isOwnerAlive, claim}: AdvanceInput): DeliveryAdvance {
  const lost = outcomes.filter(outcome => !storeOutcome(session, outcome)).map(outcome => outcome.claim)
  const settled = settleDead(session, {now, isOwnerAlive})
  for (const row of session.prepared<DeliveryRow>(overdue).all({now: now.getTime()}))
    session.prepared(expire).run({id: row.id, status: givenUp(deliveryOf(row).state)})
  return {
    claimed: claim ? claimDeliveries(session, claim, now) : [],
    lost,
    settled,
    nextAttemptAt: nextAttemptAt(session, now, claim?.runId ?? null),
  }
}

/** False for a void claim. */
function storeOutcome(session: Session, {claim, change}: AdvanceInput['outcomes'][number]): boolean {
  const {changes} = session.prepared(end).run({
    ...claim,
    status: change.status,
    attempts: change.attempts,
    nextAttemptAt: change.nextAttemptAt?.getTime() ?? null,
    state: JSON.stringify(change.state),
    lastError: change.lastError,
    sentAt: change.sentAt?.getTime() ?? null,
  })
  if (changes === 0) return false
  if (change.notBefore || change.disabledReason !== null)
    session.prepared(noteAtChannel).run({
      ...claim,
      notBefore: change.notBefore?.getTime() ?? 0,
      disabledReason: change.disabledReason,
    })
  if (change.disabledReason !== null) session.prepared(cancelOthers).run(claim)
  return true
}

function settleDead(
  session: Session,
  {now, isOwnerAlive}: Pick<AdvanceInput, 'now' | 'isOwnerAlive'>,
): SettledDelivery[] {
  const dead = session
    .prepared<DeliveryRow>(leased)
    .all({})
    .filter(
      ({lease_owner: leaseOwner, lease_expires_at: expires}) =>
        !isLeaseLive({leaseOwner, leaseExpiresAt: instantOf(expires)}, now, isOwnerAlive),
    )
  return dead.map(({id}) => {
    const row = session.prepared<DeliveryRow>(settle).get({id, now: now.getTime()})!
    return {id, runId: row.run_id, channel: row.channel, status: row.status}
  })
}

/** One at a time of each channel: two messages of one place come in order, and its wish to be left alone holds for both. */
function claimDeliveries(session: Session, wish: DeliveryWish, now: Date): ClaimedDelivery[] {
  const {limit, leaseOwner, runId = null} = wish
  const values = {now: now.getTime(), far: now.getTime() + farthestMs, runId, limit}
  const rows = session.prepared<DeliveryRow>(claimable).all(values)
  const leaseExpiresAt = wish.leaseExpiresAt.getTime()
  return rows.map(row => {
    const claimed = claimedOf(session, row)
    session.prepared(take).run({...claimed.claim, leaseOwner, leaseExpiresAt})
    return claimed
  })
}

type JoinedReview = {template: string | null; locale: string | null; owner_digests: string | null}

function claimedOf(session: Session, row: DeliveryRow): ClaimedDelivery {
  const channel = session.prepared<ChannelRow & {secret: Uint8Array | null}>(channelById).get({
    id: row.channel_id,
  })!
  const run = runOf(session.prepared<RunRow>(runById).get({id: row.run_id})!)
  const review = session.prepared<JoinedReview>(reviewById).get({id: run.scheduledReviewId})
  return {
    delivery: deliveryOf(row),
    claim: {deliveryId: row.id, fence: oneMoreThan(row.fence)},
    channel: channelOf(channel),
    sealed: channel.secret,
    run,
    review: review ? looksOf(review) : null,
  }
}

function looksOf({template, locale, owner_digests}: JoinedReview): ClaimedDelivery['review'] {
  const digests = owner_digests === null ? null : jsonObject(owner_digests)
  return {
    template: template === null ? null : jsonObject(template),
    locale,
    ownerDigests: isOwnerDigests(digests) ? digests : null,
  }
}

function nextAttemptAt(session: Session, now: Date, runId: string | null): Date | null {
  const values = {now: now.getTime(), far: now.getTime() + farthestMs, runId}
  return instantOf(session.prepared<{at: number | null}>(nextAttempt).get(values)?.at ?? null)
}

/** A time further ahead was set by a clock that has been set back since: no delay is longer than an hour and a quarter. */
const farthestMs = 2 * 3_600_000

const held =
  "id = @deliveryId AND fence = @fence AND lease_owner IS NOT NULL AND status IN ('pending', 'sending')"
const unleased = 'lease_owner = NULL, lease_expires_at = NULL'

// Counted here as well: an attempt that takes its process down is one.
const begin = `UPDATE deliveries SET status = 'sending', attempts = ${oneMoreIn('attempts')}, next_attempt_at = NULL
  WHERE ${held} AND status = 'pending'`

const release = `UPDATE deliveries SET ${unleased} WHERE ${held} AND status = 'pending'`

const end = `UPDATE deliveries SET status = @status, attempts = @attempts, next_attempt_at = @nextAttemptAt, state = @state, last_error = @lastError,
  sent_at = @sentAt, ${unleased} WHERE ${held}`

const noteAtChannel = `UPDATE channels SET not_before = max(not_before, @notBefore),
  disabled_reason = coalesce(@disabledReason, disabled_reason)
  WHERE id = (SELECT channel_id FROM deliveries WHERE id = @deliveryId)`

// What waits for a place that is gone.
export const cancelOthers = `UPDATE deliveries SET status = 'cancelled', next_attempt_at = NULL,
  last_error = (SELECT disabled_reason FROM channels WHERE id = channel_id)
  WHERE status IN ('pending', 'sending') AND lease_owner IS NULL AND channel_id = (SELECT channel_id FROM deliveries WHERE id = @deliveryId)`

export const leased = `SELECT * FROM deliveries WHERE status IN ('pending', 'sending') AND lease_owner IS NOT NULL`

// The fence: whoever still believes to send it, stores nothing.
const settle = `UPDATE deliveries SET status = iif(status = 'sending', 'unknown', 'pending'),
  next_attempt_at = iif(status = 'sending', NULL, @now),
  last_error = iif(status = 'sending', 'the process that sent it ended before the answer came', last_error),
  fence = ${oneMoreIn('fence')}, ${unleased} WHERE id = @id RETURNING *`

export const overdue = `SELECT * FROM deliveries WHERE status IN ('pending', 'sending') AND status = 'pending' AND lease_owner IS NULL
  AND expires_at <= @now`

const expire = `UPDATE deliveries SET status = @status, next_attempt_at = NULL,
  last_error = coalesce('not delivered in time; last: ' || last_error, 'not delivered in time') WHERE id = @id`

const isFree = `NOT EXISTS (SELECT 1 FROM deliveries AS other WHERE other.channel_id = delivery.channel_id
  AND other.status IN ('pending', 'sending') AND other.lease_owner IS NOT NULL)`

// The first condition is that of the index.
const waiting = `FROM deliveries AS delivery JOIN channels AS channel ON channel.id = delivery.channel_id
  WHERE delivery.status IN ('pending', 'sending') AND delivery.status = 'pending' AND delivery.lease_owner IS NULL
    AND channel.disabled_reason IS NULL AND ${isFree}`

export const claimable = `SELECT * FROM (
    SELECT delivery.*, delivery.rowid AS position, row_number() OVER (
      PARTITION BY delivery.channel_id ORDER BY delivery.next_attempt_at, delivery.rowid) AS place
    ${waiting} AND (delivery.next_attempt_at <= @now OR delivery.next_attempt_at > @far)
      AND (channel.not_before <= @now OR channel.not_before > @far)
      AND (@runId IS NULL OR delivery.run_id = @runId))
  WHERE place = 1 ORDER BY next_attempt_at, position LIMIT @limit`

const take = `UPDATE deliveries SET lease_owner = @leaseOwner, lease_expires_at = @leaseExpiresAt, fence = @fence
  WHERE id = @deliveryId`

const channelById = 'SELECT * FROM channels WHERE id = @id'
const runById = 'SELECT * FROM review_runs WHERE id = @id'
const reviewById = 'SELECT template, locale, owner_digests FROM scheduled_reviews WHERE id = @id'

export const nextAttempt = `SELECT min(CASE WHEN delivery.next_attempt_at > @far OR channel.not_before > @far THEN @now
    ELSE max(delivery.next_attempt_at, channel.not_before) END) AS at ${waiting}
    AND (@runId IS NULL OR delivery.run_id = @runId)`

const ofRuns = `SELECT * FROM deliveries WHERE run_id IN (SELECT value FROM json_each(@runIds)) ORDER BY rowid`

// Of one whose end is not known, and of one that went well, the recipients have it already, perhaps. A channel of that name that was added
// since takes the place of the one that was removed.
const reopen = `UPDATE deliveries SET status = 'pending', next_attempt_at = @now, expires_at = @expiresAt, last_error = NULL,
  is_repeat = max(is_repeat, deliveries.status IN ('unknown', 'sent')), state = iif(deliveries.status = 'sent', '{}', state),
  sent_at = NULL, channel_id = channel.id, kind = channel.kind, target = channel.target
  FROM channels AS channel JOIN review_runs AS run ON run.user_id = channel.user_id
  WHERE run.id = @runId AND deliveries.run_id = run.id AND channel.name = deliveries.channel AND channel.disabled_reason IS NULL
    AND deliveries.id IN (SELECT value FROM json_each(@ids)) AND deliveries.lease_owner IS NULL`

function lostClaim(): RevschedError {
  return new RevschedError('conflict', 'the delivery was taken over by another process, or called off')
}
