import {openSqlite, type Sqlite} from './sqlite.js'

type StoredName = {value: string; about?: string}

const ofUser = 'user_id = (SELECT id FROM users WHERE name = @user AND removed_at IS NULL)'

const queries = {
  review: `SELECT name AS value, schedule AS about FROM scheduled_reviews WHERE ${ofUser} ORDER BY name`,
  connection: `SELECT name AS value, kind AS about FROM crm_connections WHERE ${ofUser} ORDER BY name`,
  channel: `SELECT name AS value, kind AS about FROM channels WHERE ${ofUser} ORDER BY name`,
  user: 'SELECT name AS value, tier AS about FROM users WHERE removed_at IS NULL ORDER BY name',
  run: `SELECT substr(id, 1, 8) AS value, review_name || ', ' || status AS about FROM review_runs WHERE ${ofUser}
    ORDER BY created_at DESC, id DESC LIMIT 30`,
}

/**
 * The names that a shell offers. The file is only read: it is neither made, nor brought to this version, nor waited for. Empty where
 * it cannot be read, as when there is none: nobody is to see an error while typing.
 */
export function storedNames(path: string, kind: keyof typeof queries, user: string): StoredName[] {
  let sqlite: Sqlite | null = null
  try {
    sqlite = openSqlite(path, {readonly: true, fileMustExist: true, timeout: 50})
    const names = (of: keyof typeof queries) =>
      sqlite!.prepare(queries[of]).all(queries[of].includes('@user') ? {user} : {}) as StoredName[]
    if (kind !== 'run') return names(kind)
    const newest = names('review').map(({value}) => ({
      value: `${value}@latest`,
      about: `The newest of ${value}`,
    }))
    return [{value: 'latest', about: 'The newest'}, ...newest, ...names('run')]
  } catch {
    // No such file, one that is locked, or of another version: there is nothing to offer.
    return []
  } finally {
    sqlite?.close()
  }
}
