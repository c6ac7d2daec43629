import {isDeepStrictEqual} from 'node:util'
import {and, asc, eq} from 'drizzle-orm'
import {RevschedError} from '../domain/errors.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {resolveRef} from '../domain/ref.js'
import {shellWord} from '../domain/shell-word.js'
import {forgetRecords, gone, storeSecret} from './crm-access.js'
import {connectionTable} from './schema.js'
import type {Session} from './session.js'
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
      await session
        .writeOrm(orm => {
          orm.insert(connectionTable).values(connection).run()
          if (secret) session.prepared(storeSecret).run({id: connection.id, sealed: secret})
        })
        .catch(error => Promise.reject(nameTaken(error, connection.name)))
    },
    listConnections: list,
    async findConnection(userId, ref) {
      return resolveRef(await list(userId), ref, {
        kind: 'connection',
        listCommand: 'revsched connection list',
      })
    },
    async updateConnection({id, userId, name, settings, lastCheckedAt}, {expected, secret}) {
      const own = and(eq(connectionTable.id, id), eq(connectionTable.userId, userId))
      await session
        .writeOrm(orm => {
          const stored = orm.select().from(connectionTable).where(own).get()
          if (!stored) throw gone()
          if (!isDeepStrictEqual(stored.settings, expected)) throw overtaken(name)
          orm.update(connectionTable).set({name, settings, lastCheckedAt}).where(own).run()
          if (secret !== undefined) session.prepared(storeSecret).run({id, sealed: secret})
          // Who turns delta fetches off wants nothing kept; what other settings ask for is not what was read.
          if (secret !== undefined || !isDeepStrictEqual(expected, settings))
            session.prepared(forgetRecords).run({id})
        })
        .catch(error => Promise.reject(nameTaken(error, name)))
    },
    async removeConnection(userId, id) {
      await session.writeOrm(orm => {
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
      })
    },
    async markConnectionChecked(id, at) {
      await session.writeOrm(orm =>
        orm.update(connectionTable).set({lastCheckedAt: at}).where(eq(connectionTable.id, id)).run(),
      )
    },
  }
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
