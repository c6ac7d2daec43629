import {RevschedError} from '../domain/errors.js'
import type {UserStore} from '../domain/ports/store.js'
import type {User} from '../domain/user.js'
import {findListed} from './set-tier.js'

/** Past runs stay. Refuses the one who acts; the store refuses one who owns something, and the last one. */
export async function removeUser({users}: {users: UserStore}, actor: User, ref: string): Promise<User> {
  const {connections: _, schedules: __, channels: ___, ...user} = findListed(await users.listUsers(), ref)
  if (user.id === actor.id)
    throw new RevschedError('conflict', `"${user.name}" is the user who acts, and cannot be removed`, {
      hint: 'act as another one: revsched --user <name> user remove <name>; revsched user list shows them',
    })
  await users.removeUser(user.id)
  return user
}
