import type {ConnectionKind, CrmConnection} from '../domain/crm-connection.js'
import {instantOf} from './instant.js'
import {jsonObject} from './json-object.js'

/** A row of crm_connections, as plain SQL gives it, without its secret. */
export type ConnectionRow = {
  id: string
  user_id: string
  name: string
  kind: ConnectionKind
  settings: string
  last_checked_at: number | null
  needs_login: string | null
  created_at: number
}

/** Null for a row that is not what this program writes. */
export function connectionOf(row: ConnectionRow): CrmConnection | null {
  const settings = jsonObject(row.settings)
  if (!settings) return null
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    kind: row.kind,
    settings,
    lastCheckedAt: instantOf(row.last_checked_at),
    needsLogin: row.needs_login,
    createdAt: instantOf(row.created_at) ?? new Date(0),
  }
}
