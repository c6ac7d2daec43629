import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import {allowsSchedules, type User} from '../domain/user.js'

/** Adding or activating a schedule needs a connection that the actor owns and tier `team` or higher (DESIGN section 4). */
export function authoriseSchedule(actor: User, connection: CrmConnection): void {
  if (connection.userId !== actor.id) {
    throw new RevschedError('forbidden', `the connection "${connection.name}" belongs to another user`, {
      hint: 'schedule one of your own: revsched connection list',
    })
  }
  if (!allowsSchedules(actor.tier)) {
    throw new RevschedError(
      'forbidden',
      `the tier "${actor.tier}" of user "${actor.name}" does not allow schedules`,
      {
        hint: 'scheduled reviews need the tier "team" or "enterprise"; run-now works with every tier',
      },
    )
  }
}
