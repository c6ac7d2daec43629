/** A record of JSON as texts. */
export type JsonRecord = Readonly<Record<string, string>>

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * One level of texts: HubSpot's `properties` stand beside `id`, Salesforce's relations become `Account.Name`; `attributes`,
 * lists and deeper objects are left out. Keys are kept in a map without prototype.
 */
export function flattened(record: Record<string, unknown>): JsonRecord {
  const flat: Record<string, string> = Object.create(null)
  for (const [key, value] of Object.entries(record)) {
    if (key === 'attributes' || key === 'associations') continue
    if (key === 'properties' && isObject(value)) {
      for (const [name, inner] of Object.entries(value)) if (isPlain(inner)) flat[name] = textOf(inner)
    } else if (isObject(value)) {
      for (const [name, inner] of Object.entries(value))
        if (isPlain(inner)) flat[`${key}.${name}`] = textOf(inner)
    } else if (isPlain(value) && !(key in flat)) flat[key] = textOf(value)
  }
  return flat
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value)
}

function textOf(value: string | number | boolean | null): string {
  return value === null ? '' : String(value)
}
