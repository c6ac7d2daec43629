import {isDeepStrictEqual} from 'node:util'
import {and, asc, eq} from 'drizzle-orm'
import type {CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {resolveRef} from '../domain/ref.js'
import {shellWord} from '../domain/shell-word.js'
import {forgetRecords, gone, storeSecret} from './crm-access.js'
import {connectionTable} from './schema.js'
import type {Orm, Session} from './session.js'
import {isUniqueViolation} from './storage-error.js'

export function connectionStore(session: Session): ConnectionStore {
  const list = (userId: string) =>
    session.readOrm(orm =>
      orm
        .select()
        .from(connectionTable)
        .where(eq(connectionTable.userId, userId))
        .orderBy(asc(connectionTable.name))
        .all(),
    )
  return {
    async addConnection(connection, secret) {
      await session.writeOrm(orm => insertConnection({session, orm}, connection, secret))
    },
    listConnections: list,
    async findConnection(userId, ref) {
      return resolveRef(await list(userId), ref, {
        kind: 'connection',
        listCommand: 'revsched connection list',
      })
    },
    async updateConnection(connection, change) {
      await session.writeOrm(orm => changeConnection({session, orm}, connection, change))
    },
    async removeConnection(userId, id) {
      await session.writeOrm(orm => deleteConnection({session, orm}, {userId, id}))
    },
    async markConnectionChecked(id, at) {
      await session.writeOrm(orm =>
        orm.update(connectionTable).set({lastCheckedAt: at}).where(eq(connectionTable.id, id)).run(),
      )
    },
  }
}

/** A transaction of the caller of each of these. */
type Within = {session: Session; orm: Orm}

export function insertConnection(
  {session, orm}: Within,
  connection: CrmConnection,
  secret: Uint8Array | null,
): void {
  try {
    orm.insert(connectionTable).values(connection).run()
  } catch (error) {
    throw nameTaken(error, connection.name)
  }
  if (secret) session.prepared(storeSecret).run({id: connection.id, sealed: secret})
}

export function changeConnection(
  {session, orm}: Within,
  {id, userId, name, settings, lastCheckedAt}: CrmConnection,
  {expected, secret}: Parameters<ConnectionStore['updateConnection']>[1],
): void {
  const own = and(eq(connectionTable.id, id), eq(connectionTable.userId, userId))
  const stored = orm.select().from(connectionTable).where(own).get()
  if (!stored) throw gone()
  if (!isDeepStrictEqual(stored.settings, expected)) throw overtaken(name)
  try {
    orm.update(connectionTable).set({name, settings, lastCheckedAt}).where(own).run()
  } catch (error) {
    throw nameTaken(error, name)
  }
  if (secret !== undefined) session.prepared(storeSecret).run({id, sealed: secret})
  // Who turns delta fetches off wants nothing kept; what other settings ask for is not what was read.
  if (secret !== undefined || !isDeepStrictEqual(expected, settings))
    session.prepared(forgetRecords).run({id})
}

export function deleteConnection({session, orm}: Within, {userId, id}: {userId: string; id: string}): void {
  const names = session.sqlite.prepare<[string], string>(usersOf).pluck().all(id)
  if (names.length > 0) {
    throw new RevschedError(
      'conflict',
      `the connection is used by ${names.map(name => `"${name}"`).join(', ')}`,
      {
        hint: `remove what uses it first: revsched remove ${shellWord(names[0]!)}`,
      },
    )
  }
  orm
    .delete(connectionTable)
    .where(and(eq(connectionTable.id, id), eq(connectionTable.userId, userId)))
    .run()
}

function nameTaken(error: unknown, name: string): unknown {
  if (!isUniqueViolation(error)) return error
  return new RevschedError('conflict', `there is a connection called "${name}" already`, {
    hint: `choose another name, or: revsched connection remove ${shellWord(name)}`,
  })
}

function overtaken(name: string): RevschedError {
  return new RevschedError('conflict', `the connection "${name}" was changed meanwhile by somebody else`, {
    hint: `look at it, and run the command again: revsched connection show ${shellWord(name)}`,
  })
}

const usersOf = 'SELECT name FROM scheduled_reviews WHERE crm_connection_id = ? ORDER BY name'
