import type {SecretStore, StoredSecret} from '../domain/ports/secret-box.js'
import type {Session} from './session.js'

type SecretRow = StoredSecret['place'] & {name: string; sealed: Uint8Array}

export function secretStore(session: Session): SecretStore {
  return {
    async listSecrets() {
      const rows = await session.read(sqlite => sqlite.prepare<[], SecretRow>(secrets).all())
      return rows.map(({table, id, field, name, sealed}) => ({place: {table, id, field}, name, sealed}))
    },
  }
}

/** Every column that holds a secret. */
const secrets = [
  ['crm_connections', 'secret', 'secret of the connection'],
  ['scheduled_reviews', 'slack_webhook_url', 'Slack webhook of'],
  ['scheduled_reviews', 'ping_url', 'ping URL of'],
]
  .map(
    ([table, field, words]) =>
      `SELECT '${table}' AS "table", id, '${field}' AS field, '${words} "' || name || '"' AS name, ${field} AS sealed
       FROM ${table} WHERE ${field} IS NOT NULL`,
  )
  .join(' UNION ALL ')
