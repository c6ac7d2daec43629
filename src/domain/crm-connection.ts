export type ConnectionKind = 'file' | 'salesforce' | 'hubspot'

/** Where deals come from. `settings` is plain JSON without secrets; its shape belongs to the connector of that kind. */
export type CrmConnection = {
  id: string
  userId: string
  /** Unique per user. */
  name: string
  kind: ConnectionKind
  settings: Readonly<Record<string, unknown>>
  lastCheckedAt: Date | null
  createdAt: Date
}

/** How reports and errors call a connection. */
export function connectionLabel({kind, name}: Pick<CrmConnection, 'kind' | 'name'>): string {
  return `${kind} "${name}"`
}
