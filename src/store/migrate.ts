import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {backupTo} from './backup.js'
import {configure, connect, patiently} from './connection.js'
import {applicationId} from './create.js'
import type {Sqlite} from './sqlite.js'
import {storageError} from './storage-error.js'

export type Migration = {version: number; sql: string}

/** The newest version stands beside the files, so that a database that is at it is opened without reading them. */
export type Migrations = {latest: number; read(): readonly Migration[]}

/** `latest` is the number of the newest file in migrations/; a test compares the two. */
export const shippedMigrations: Migrations = {
  latest: 10,
  read() {
    const folder = fileURLToPath(new URL('./migrations/', import.meta.url))
    const names = readdirSync(folder).filter(name => /^\d{4}-.+\.sql$/.test(name))
    return names
      .sort()
      .map(name => ({version: Number(name.slice(0, 4)), sql: readFileSync(join(folder, name), 'utf8')}))
  },
}

type Migrated = {from: number; to: number; backupPath: string | null}

export type MigrationOptions = {clock: Clock; programVersion: string; migrations?: Migrations}

/** Brings the file to this program's version and closes it again. */
export async function migrateDatabase(path: string, options: MigrationOptions): Promise<Migrated> {
  const database = await connect(path)
  try {
    return await migrate(database, options)
  } finally {
    database.close()
  }
}

/** Refuses a foreign or newer file before anything is written, and brings an older one to this program's version. */
export async function migrate(database: Sqlite, options: MigrationOptions): Promise<Migrated> {
  const {clock, migrations = shippedMigrations} = options
  const from = await patiently({path: database.name, clock}, () => versionOf(database, options))
  await patiently({path: database.name, clock}, () => configure(database))
  return from === migrations.latest ? {from, to: from, backupPath: null} : upgrade(database, options)
}

/** Throws `storage` for a file of a newer program or of another one. */
export function versionOf(database: Sqlite, options: Omit<MigrationOptions, 'clock'>): number {
  refuseForeign(database)
  const version = database.pragma('user_version', {simple: true}) as number
  refuseNewer(database.name, version, options)
  return version
}

/** Throws `storage` for the version of a newer program: this one does not know what it may write there. */
export function refuseNewer(
  path: string,
  version: number,
  {programVersion, migrations = shippedMigrations}: Omit<MigrationOptions, 'clock'>,
): void {
  if (version <= migrations.latest) return
  const what = `the database "${path}" has version ${version}, revsched ${programVersion} knows up to ${migrations.latest}`
  throw new RevschedError('storage', `${what}; nothing was changed`, {
    hint: 'install the newer revsched again, or restore the backup made before its migration: revsched db restore <file>',
  })
}

/** Throws `storage` when the file is another program's; one without any content belongs to nobody yet. */
export function refuseForeign(
  database: Sqlite,
  {hint}: {hint: string} = {hint: 'choose another file: --database <path>'},
): void {
  const id = database.pragma('application_id', {simple: true})
  if (id === applicationId) return
  const version = database.pragma('user_version', {simple: true})
  const tables = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (id === 0 && version === 0 && tables === 0) return
  throw new RevschedError(
    'storage',
    `"${database.name}" is the SQLite database of another program; nothing was changed`,
    {hint},
  )
}

/**
 * Under one write lock: looks again (another process may have been faster), backs an older file up, and applies what is
 * missing. All of it is one transaction, so that whatever goes wrong leaves a version that the program before it can read.
 */
async function upgrade(database: Sqlite, options: MigrationOptions): Promise<Migrated> {
  const {clock, migrations = shippedMigrations} = options
  await patiently({path: database.name, clock}, () => database.exec('BEGIN IMMEDIATE'))
  try {
    const from = versionOf(database, options)
    const missing = migrations.read().filter(({version}) => version > from)
    const backupPath = from > 0 && missing.length > 0 ? await backupBefore(database, options) : null
    for (const migration of missing) apply(database, migration)
    database.exec('COMMIT')
    return {from, to: migrations.latest, backupPath}
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw storageError(error, database.name)
  }
}

function apply(database: Sqlite, {version, sql}: Migration): void {
  try {
    database.exec(sql)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${version}`)
  } catch (error) {
    const known = storageError(error, database.name)
    if (known instanceof RevschedError) throw known
    throw new RevschedError(
      'storage',
      `the database "${database.name}" cannot be brought to version ${version}: ${(error as Error).message}; nothing was changed`,
      {hint: 'use the revsched that wrote it, and report this', cause: error},
    )
  }
}

/** Through a connection of its own: one that is in a write transaction cannot be copied. */
async function backupBefore(database: Sqlite, options: MigrationOptions): Promise<string> {
  const {clock, migrations = shippedMigrations} = options
  const target = `${database.name}.before-v${migrations.latest}.${fileStamp(clock.now())}.bak`
  await backupTo(database.name, target)
  return target
}

/** An instant in the name of a file: `20261116T090000123`. */
export function fileStamp(instant: Date): string {
  return instant.toISOString().replace(/[-:.Z]/g, '')
}
