import {RevschedError} from '../domain/errors.js'
import type {Ids} from '../domain/ports/ids.js'
import type {UserListing, UserStore} from '../domain/ports/store.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import type {Session} from './session.js'
import type {Sqlite} from './sqlite.js'
import {type UserRow, userColumns, userOf} from './user-row.js'

// Plain SQL, without drizzle: who acts is looked up by every command.

export function userStore(session: Session, ids: Ids): UserStore {
  const find = async (name: string): Promise<User | null> => {
    const row = await session.read(sqlite => sqlite.prepare<[string], UserRow>(byName).get(name))
    return row ? userOf(row) : null
  }
  return {
    findUser: find,
    async ensureUser(name, tier) {
      const found = await find(name)
      if (found) return found
      const createdAt = session.clock.now()
      await session.write(sqlite => insertUser(sqlite, {id: ids.next(), name, email: null, tier, createdAt}))
      return (await find(name))!
    },
    async listUsers() {
      return session.read(sqlite =>
        sqlite
          .prepare<[], UserRow>(all)
          .all()
          .map(row => listingOf(sqlite, row)),
      )
    },
    async addUser(user) {
      const changes = await session.write(sqlite => insertUser(sqlite, user))
      if (changes === 0) throw taken(user.name)
      return (await find(user.name))!
    },
    async setTier(userId, tier) {
      const {changes} = await session.write(sqlite => sqlite.prepare(update).run(tier, userId))
      if (changes === 0) throw gone()
    },
    removeUser: userId => session.write(sqlite => removeUser(sqlite, userId, session.clock.now())),
  }
}

function listingOf(sqlite: Sqlite, row: UserRow): UserListing {
  const namesIn = (sql: string) => sqlite.prepare<[string], string>(sql).pluck().all(row.id)
  return {
    ...userOf(row),
    connections: namesIn(ownConnections),
    schedules: namesIn(ownSchedules),
    channels: namesIn(ownChannels),
  }
}

/** 0 when there is one of that name, whom another process may have made in between. */
function insertUser(sqlite: Sqlite, {id, name, email, tier, createdAt}: User): number {
  return sqlite.prepare(insert).run(id, name, email, tier, createdAt.getTime()).changes
}

function removeUser(sqlite: Sqlite, userId: string, at: Date): void {
  const rows = sqlite.prepare<[], UserRow>(all).all()
  const row = rows.find(({id}) => id === userId)
  if (!row) throw gone()
  const user = listingOf(sqlite, row)
  const refusal = ownsSomething(user)
  if (refusal) throw refusal
  if (rows.length === 1)
    throw new RevschedError('conflict', `"${user.name}" is the last user`, {
      hint: 'add another one first: revsched user add <name>',
    })
  sqlite.prepare(remove).run(at.getTime(), userId)
}

/** Reviews come first: neither their connection nor their channels can be removed before them. Null for who owns nothing. */
function ownsSomething({name, schedules, connections, channels}: UserListing): RevschedError | null {
  const all = [
    {what: 'scheduled review', names: schedules, command: 'remove'},
    {what: 'connection', names: connections, command: 'connection remove'},
    {what: 'channel', names: channels, command: 'channel remove'},
  ]
  const owned = all.filter(({names}) => names.length > 0)
  const [first] = owned
  if (!first) return null
  const words = owned.map(({what, names}) => namesOf(what, names)).join(' and ')
  return new RevschedError('conflict', `"${name}" owns ${words}`, {
    hint: `remove these first: revsched --user ${shellWord(name)} ${first.command} ${shellWord(first.names[0]!)}`,
  })
}

const mostNamed = 5

function namesOf(what: string, names: readonly string[]): string {
  const named = names.slice(0, mostNamed).map(name => `"${name}"`)
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return `the ${what}${names.length === 1 ? '' : 's'} ${named.join(', ')}${more}`
}

function taken(name: string): RevschedError {
  return new RevschedError('conflict', `there is a user called "${name}" already`, {
    hint: `choose another name, or change that one: revsched user set-tier ${shellWord(name)} <tier>`,
  })
}

function gone(): RevschedError {
  return new RevschedError('not-found', 'the user was removed by another command', {
    hint: 'revsched user list shows those there are',
  })
}

const byName = `SELECT ${userColumns} FROM users WHERE name = ? AND removed_at IS NULL`
const all = `SELECT ${userColumns} FROM users WHERE removed_at IS NULL ORDER BY name COLLATE NOCASE, name`
const ownConnections = 'SELECT name FROM crm_connections WHERE user_id = ? ORDER BY name'
const ownSchedules = 'SELECT name FROM scheduled_reviews WHERE user_id = ? ORDER BY name'
const ownChannels = 'SELECT name FROM channels WHERE user_id = ? ORDER BY name'

const insert = `INSERT INTO users (${userColumns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE
  SET email = excluded.email, tier = excluded.tier, removed_at = NULL WHERE removed_at IS NOT NULL`
const update = 'UPDATE users SET tier = ? WHERE id = ? AND removed_at IS NULL'
const remove = 'UPDATE users SET removed_at = ? WHERE id = ?'
