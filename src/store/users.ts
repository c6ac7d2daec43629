import type {Ids} from '../domain/ports/ids.js'
import type {UserStore} from '../domain/ports/store.js'
import type {Tier, User} from '../domain/user.js'
import type {Session} from './session.js'

type Row = {id: string; name: string; email: string | null; tier: Tier; created_at: number}

export function userStore(session: Session, ids: Ids): UserStore {
  const find = async (name: string): Promise<User | null> => {
    const row = await session.read(sqlite => sqlite.prepare<[string], Row>(byName).get(name))
    return row
      ? {id: row.id, name: row.name, email: row.email, tier: row.tier, createdAt: new Date(row.created_at)}
      : null
  }
  return {
    findUser: find,
    async ensureUser(name, tier) {
      const found = await find(name)
      if (found) return found
      const now = session.clock.now().getTime()
      await session.write(sqlite => sqlite.prepare(insert).run(ids.next(), name, tier, now))
      return (await find(name))!
    },
  }
}

const byName = 'SELECT id, name, email, tier, created_at FROM users WHERE name = ?'
// Another process may have made the same user in between.
const insert =
  'INSERT INTO users (id, name, tier, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING'
