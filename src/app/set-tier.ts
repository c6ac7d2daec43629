import type {ReviewStore, UserListing, UserStore} from '../domain/ports/store.js'
import {resolveRef} from '../domain/ref.js'
import {allowsSchedules, type Tier, type User} from '../domain/user.js'

/**
 * Gives a user another tier. `stopped` are the names of active schedules that the new one does not allow: they stay as they are,
 * and their runs fail with that reason until the tier allows them again.
 */
export async function setTier(
  {users, reviews}: {users: UserStore; reviews: Pick<ReviewStore, 'listReviews'>},
  ref: string,
  tier: Tier,
): Promise<{user: User; stopped: string[]}> {
  const user = findListed(await users.listUsers(), ref)
  await users.setTier(user.id, tier)
  const active = (await reviews.listReviews(user.id)).filter(({isActive}) => isActive)
  const stopped = allowsSchedules(tier) ? [] : active.map(({name}) => name)
  const {id, name, email, createdAt} = user
  return {user: {id, name, email, tier, createdAt}, stopped}
}

export function findListed(listed: readonly UserListing[], ref: string): UserListing {
  return resolveRef(listed, ref, {kind: 'user', listCommand: 'revsched user list'})
}
