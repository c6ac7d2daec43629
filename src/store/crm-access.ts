import {RevschedError} from '../domain/errors.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import {jsonObject} from './json-object.js'
import type {Session} from './session.js'

/** A place further ahead was taken by a clock that has been set back since. */
const farthestPlaceMs = 60_000

export function accessStore(session: Session): AccessStore {
  return {
    async readLogin(id) {
      const row = await session.read(() =>
        session.prepared<{settings: string; secret: Uint8Array | null}>(readLogin).get({id}),
      )
      if (!row) throw gone()
      return {settings: jsonObject(row.settings) ?? {}, sealed: row.secret}
    },
    async storeSecret(id, sealed, expected) {
      const changes = await session.write(() => {
        if (expected === undefined) {
          // Somebody has logged in anew, who may be shown other records.
          session.prepared(forgetRecords).run({id})
          return session.prepared(storeSecret).run({id, sealed}).changes
        }
        return session.prepared(exchangeSecret).run({id, sealed, expected}).changes
      })
      if (changes === 0 && expected === undefined) throw gone()
      return changes === 1
    },
    async markLogin(id, needsLogin, expected) {
      await session.write(() => session.prepared(markLogin).run({id, needsLogin, expected}))
    },
    async lockLogin(id, {owner, now: nowOf, forMs}) {
      const row = await session.write(() => {
        // Not of before the wait for this transaction: a lock that was taken meanwhile would look like one of a clock that was set back.
        const now = nowOf().getTime()
        session.prepared(lock).run({id, owner, now, expiresAt: now + forMs})
        return session.prepared<{owner: string}>(lockOwner).get({id})
      })
      return row!.owner === owner ? null : row!.owner
    },
    async unlockLogin(id, owner) {
      await session.write(() => session.prepared(unlock).run({id, owner}))
    },
    async reserveCall(place, {bucket, everyMs, burst}, now) {
      const values = {place, bucket, everyMs, now: now.getTime(), farthest: farthestPlaceMs}
      const row = await session.write(() => session.prepared<{next_at: number}>(reserve).get(values))
      return new Date(Math.max(now.getTime(), row!.next_at - everyMs * burst))
    },
    async readRecords(id, shape) {
      const row = await session.read(() =>
        session.prepared<{read_at: number; document: Uint8Array}>(readRecords).get({id, shape}),
      )
      return row ? {readAt: new Date(row.read_at), document: row.document} : null
    },
    async storeRecords(id, {shape, readAt, document, staleBefore}) {
      const now = session.clock.now().getTime()
      await session.write(() => {
        session.prepared(forgetStale).run({id, staleBefore: staleBefore.getTime()})
        session.prepared(keepRecords).run({id, shape, readAt: readAt.getTime(), document, now})
      })
    },
  }
}

export function gone(): RevschedError {
  return new RevschedError('not-found', 'the connection was removed meanwhile', {
    hint: 'revsched connection list',
  })
}

const readLogin = 'SELECT settings, secret FROM crm_connections WHERE id = @id'

export const storeSecret = 'UPDATE crm_connections SET secret = @sealed, needs_login = NULL WHERE id = @id'

const exchangeSecret = `${storeSecret} AND secret IS @expected`

export const markLogin = `UPDATE crm_connections SET needs_login = @needsLogin
  WHERE id = @id AND secret IS @expected AND needs_login IS NOT @needsLogin`

const lockOwner = 'SELECT owner FROM login_locks WHERE crm_connection_id = @id'

const lock = `INSERT INTO login_locks (crm_connection_id, owner, expires_at, created_at) VALUES (@id, @owner, @expiresAt, @now)
  ON CONFLICT DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at, created_at = excluded.created_at
  WHERE login_locks.expires_at <= @now OR login_locks.created_at > @now`

const unlock = 'DELETE FROM login_locks WHERE crm_connection_id = @id AND owner = @owner'

const reserve = `INSERT INTO call_permits (place, bucket, next_at, created_at) VALUES (@place, @bucket, @now + @everyMs, @now)
  ON CONFLICT DO UPDATE SET next_at = max(min(next_at, @now + @farthest), @now) + @everyMs RETURNING next_at`

const readRecords =
  'SELECT read_at, document FROM kept_records WHERE crm_connection_id = @id AND shape = @shape'

export const forgetRecords = 'DELETE FROM kept_records WHERE crm_connection_id = @id'

const forgetStale = 'DELETE FROM kept_records WHERE crm_connection_id = @id AND read_at < @staleBefore'

/** Not for a connection that was removed meanwhile. */
const keepRecords = `INSERT INTO kept_records (crm_connection_id, shape, read_at, document, created_at)
  SELECT id, @shape, @readAt, @document, @now FROM crm_connections WHERE id = @id
  ON CONFLICT DO UPDATE SET read_at = excluded.read_at, document = excluded.document, created_at = excluded.created_at
  WHERE excluded.read_at > kept_records.read_at`
