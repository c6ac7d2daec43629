import type {Tier, User} from '../domain/user.js'

/** A row of users. One who was removed is there for their runs alone, and no user any more. */
export type UserRow = {id: string; name: string; email: string | null; tier: Tier; created_at: number}

export const userColumns = 'id, name, email, tier, created_at'

export const userById = `SELECT ${userColumns} FROM users WHERE id = @id AND removed_at IS NULL`

export function userOf({id, name, email, tier, created_at}: UserRow): User {
  return {id, name, email, tier, createdAt: new Date(created_at)}
}
