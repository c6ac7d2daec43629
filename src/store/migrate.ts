import {readdirSync, readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import {backupTo} from './backup.js'
import {configure, connect, patiently} from './connection.js'
import type {Sqlite} from './sqlite.js'

/** The number of the newest file in migrations/; a test compares the two. */
export const latestVersion = 1

/** Marks an SQLite file as ours: "RVSD" in ASCII. */
const applicationId = 0x52565344

export const migrationsFolder = fileURLToPath(new URL('./migrations/', import.meta.url))

export type Migrated = {from: number; to: number; backupPath: string | null}

export type MigrationOptions = {clock: Clock; programVersion: string; folder?: string}

/** Brings the file to this program's version and closes it again. */
export async function migrateDatabase(path: string, options: MigrationOptions): Promise<Migrated> {
  const database = connect(path)
  try {
    return await migrate(database, options)
  } finally {
    database.close()
  }
}

/**
 * Refuses a foreign or newer file before anything is written, backs an older one up, and applies what is missing, each
 * migration in one transaction with its version. Several processes may do so at once: each looks again under the lock.
 */
export async function migrate(database: Sqlite, options: MigrationOptions): Promise<Migrated> {
  const path = database.name
  const from = await patiently(path, options.clock, () => versionOf(database, options.programVersion))
  if (from === latestVersion && !options.folder) {
    await patiently(path, options.clock, () => configure(database))
    return {from, to: from, backupPath: null}
  }
  const files = migrationFiles(options.folder ?? migrationsFolder)
  const to = files.at(-1)?.version ?? 0
  const backupPath = from > 0 && from < to ? await backupBefore(database, to, options.clock) : null
  await patiently(path, options.clock, () => configure(database))
  for (const file of files)
    await patiently(path, options.clock, () => apply(database, file, options.programVersion))
  return {from, to, backupPath}
}

/** Throws `storage` for a file of a newer program or of another one. */
export function versionOf(database: Sqlite, programVersion: string): number {
  const version = database.pragma('user_version', {simple: true}) as number
  const id = database.pragma('application_id', {simple: true}) as number
  const tables = database
    .prepare("SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'")
    .pluck()
    .get() as number
  if (tables > 0 && id !== applicationId) {
    throw new RevschedError(
      'storage',
      `"${database.name}" is the SQLite database of another program; nothing was changed`,
      {
        hint: 'choose another file: --database <path>',
      },
    )
  }
  if (version > latestVersion) {
    const what = `the database "${database.name}" has version ${version}, revsched ${programVersion} knows up to ${latestVersion}`
    throw new RevschedError('storage', `${what}; nothing was changed`, {
      hint: 'install the newer revsched again, or restore the backup made before its migration: revsched db restore <file>',
    })
  }
  return version
}

function apply(
  database: Sqlite,
  {version, sql}: {version: number; sql: string},
  programVersion: string,
): void {
  const step = database.transaction(() => {
    if (versionOf(database, programVersion) >= version) return
    database.exec(sql)
    database.pragma(`application_id = ${applicationId}`)
    database.pragma(`user_version = ${version}`)
  })
  step.immediate()
}

async function backupBefore(database: Sqlite, to: number, clock: Clock): Promise<string> {
  const stamp = clock.now().toISOString().replace(/[-:]/g, '').slice(0, 15)
  const target = `${database.name}.before-v${to}.${stamp}.bak`
  await backupTo(database, target)
  return target
}

export function migrationFiles(folder: string): {version: number; sql: string}[] {
  const names = readdirSync(folder).filter(name => /^\d{4}-.+\.sql$/.test(name))
  return names
    .sort()
    .map(name => ({version: Number(name.slice(0, 4)), sql: readFileSync(`${folder}/${name}`, 'utf8')}))
}
