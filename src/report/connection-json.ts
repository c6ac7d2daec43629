import type {CrmConnection} from '../domain/crm-connection.js'

/** A connection under the names of its columns. Its settings hold no secrets. */
export function connectionJson(connection: CrmConnection) {
  return {
    ...connection,
    lastCheckedAt: connection.lastCheckedAt?.toISOString() ?? null,
    needsLogin: connection.needsLogin,
    createdAt: connection.createdAt.toISOString(),
  }
}
