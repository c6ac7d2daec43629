import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {ClaimedRun} from '../domain/ports/run-queue.js'
import type {ReviewListing} from '../domain/ports/store.js'
import {allowsSchedules, type User} from '../domain/user.js'

// DESIGN section 4. Each refusal says which check failed.

type Owned = Pick<CrmConnection, 'userId' | 'name'>

/** Whatever reads a connection needs one that the actor owns. */
export function authoriseConnection(actor: User, connection: Owned): void {
  if (connection.userId === actor.id) return
  throw new RevschedError('forbidden', `the connection "${connection.name}" belongs to another user`, {
    hint: 'take one of your own: revsched connection list',
  })
}

/** Adding or activating a schedule needs a connection that the actor owns and tier `team` or higher. */
export function authoriseSchedule(actor: User, connection: Owned): void {
  authoriseConnection(actor, connection)
  if (allowsSchedules(actor.tier)) return
  throw new RevschedError(
    'forbidden',
    `the tier "${actor.tier}" of user "${actor.name}" does not allow schedules`,
    {
      hint: 'scheduled reviews need the tier "team" or "enterprise"; run-now works with every tier',
    },
  )
}

/** The connection of a stored review, as it is asked about here. */
export function connectionOf({connectionUserId, connectionName}: ReviewListing): Owned {
  return {userId: connectionUserId, name: connectionName}
}

/** At the start of a run, for rights may have been withdrawn since it was queued. What a person asked for needs no tier. */
export function authoriseRun({run, owner, connection}: ClaimedRun): void {
  if (!owner) throw new RevschedError('forbidden', 'the user of its scheduled review was removed')
  const isByHand = run.trigger !== 'schedule' && run.trigger !== 'catch-up'
  if (isByHand) authoriseConnection(owner, connection)
  else authoriseSchedule(owner, connection)
}
