import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {UserStore} from '../domain/ports/store.js'
import type {Tier, User} from '../domain/user.js'
import {checkedName} from './names.js'

const longestEmail = 254

/** Whoever can open the database may add users: it takes no further right. */
export async function addUser(
  {users, clock, ids}: {users: UserStore; clock: Clock; ids: Ids},
  {name, email, tier}: {name: string; email: string | null; tier: Tier},
): Promise<User> {
  if (email !== null) refuseBadAddress(email)
  return users.addUser({
    id: ids.next(),
    name: checkedName('user', name),
    email,
    tier,
    createdAt: clock.now(),
  })
}

/** Only what no address can be; whether somebody reads it is not known before something is sent there. */
function refuseBadAddress(email: string): void {
  const isPlausible = /^[^\s@\p{C}"<>,;]+@[^\s@\p{C}"<>,;]+$/u.test(email) && email.length <= longestEmail
  if (isPlausible) return
  const shown = JSON.stringify(email.slice(0, 60))
  throw new RevschedError('usage', `${shown} is not an email address`, {hint: 'for example: ann@example.com'})
}
