import type {User} from '../domain/user.js'

/** A user under the names of the columns. */
export function userJson<Shown extends User>(user: Shown) {
  return {...user, createdAt: user.createdAt.toISOString()}
}
