import type {SecretReplacement, SecretStore, StoredSecret} from '../domain/ports/secret-box.js'
import type {Session} from './session.js'

type SecretRow = StoredSecret['place'] & {name: string; sealed: Uint8Array}

export function secretStore(session: Session): SecretStore {
  return {
    async listSecrets() {
      const rows = await session.read(sqlite => sqlite.prepare<[], SecretRow>(secrets).all())
      return rows.map(({table, id, field, name, sealed}) => ({place: {table, id, field}, name, sealed}))
    },
    replaceSecrets: ({replacements, keyName, retired}) =>
      session.write(() => {
        session.prepared(unretire).run({keyName})
        const replaced = replacements.filter(one => replace(session, one)).length
        const {left} = session.prepared<{left: number}>(sealedOtherwise).get({keyName})!
        const now = session.clock.now().getTime()
        // Not before: with one left, the key of that one is needed still.
        if (left === 0) for (const name of retired) session.prepared(retire).run({name, now})
        return {replaced, left}
      }),
  }
}

/** False for one that was changed or removed meanwhile. */
function replace(session: Session, {place: {table, id, field}, from, to}: SecretReplacement): boolean {
  if (!columns.some(one => one.table === table && one.field === field)) return false
  const sql = `UPDATE ${table} SET ${field} = @to WHERE id = @id AND ${field} = @from`
  return session.prepared(sql).run({id, from, to}).changes > 0
}

/** Every column that holds a secret. */
const columns = [
  {table: 'crm_connections', field: 'secret', words: 'secret of the connection'},
  {table: 'scheduled_reviews', field: 'slack_webhook_url', words: 'Slack webhook of'},
  {table: 'scheduled_reviews', field: 'ping_url', words: 'ping URL of'},
  {table: 'channels', field: 'secret', words: 'secret of the channel'},
] as const

const secrets = columns
  .map(
    ({table, field, words}) =>
      `SELECT '${table}' AS "table", id, '${field}' AS field, '${words} "' || name || '"' AS name, ${field} AS sealed
       FROM ${table} WHERE ${field} IS NOT NULL`,
  )
  .join(' UNION ALL ')

// Bytes 2 to 5 name the key: see 0006-retired-keys.sql.
const sealedOtherwise = `SELECT count(*) AS left FROM (${secrets}) WHERE hex(substr(sealed, 2, 4)) <> @keyName`

const unretire = 'DELETE FROM retired_keys WHERE name = @keyName'
const retire = 'INSERT INTO retired_keys (name, created_at) VALUES (@name, @now) ON CONFLICT DO NOTHING'
