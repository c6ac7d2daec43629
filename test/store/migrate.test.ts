import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {afterAll, beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {type Migration, type Migrations, migrateDatabase, shippedMigrations} from '../../src/store/migrate.js'
import {restoreDatabase} from '../../src/store/restore.js'
import {Sqlite, storeFolder, storeOptions, withReview} from '../support/a-store.js'
import {run} from '../support/program.js'
import {upgradeProgram} from '../support/upgrade-program.js'

const place = storeFolder()
const upgrade = upgradeProgram()
afterAll(upgrade.remove)

const {latest} = shippedMigrations

/** The migrations of a later program. */
function withMore(...more: string[]): Migrations {
  const added = more.map<Migration>((sql, index) => ({version: latest + 1 + index, sql}))
  return {
    latest: latest + more.length,
    read: () => [...shippedMigrations.read(), ...added],
  }
}

const addsNotes = 'CREATE TABLE notes (body TEXT NOT NULL) STRICT; INSERT INTO notes SELECT name FROM users;'

function inFile<Result>(path: string, query: string): Result[] {
  const file = new Sqlite(path, {readonly: true})
  try {
    return file.prepare<[], Result>(query).all()
  } finally {
    file.close()
  }
}

const versionIn = (path: string) =>
  inFile<{user_version: number}>(path, 'PRAGMA user_version')[0]!.user_version

const backups = () => readdirSync(dirname(place.path)).filter(name => name.endsWith('.bak'))

describe('a database of an older version', () => {
  let old: Database

  beforeEach(async () => {
    old = await place.open()
    await withReview(old)
    old.close()
  })

  it('is backed up, then brought to the new version with what it holds', async () => {
    const migrations = withMore(addsNotes, 'ALTER TABLE notes ADD COLUMN at INTEGER')
    const result = await migrateDatabase(place.path, {...storeOptions, migrations})
    expect(result).toMatchObject({
      from: latest,
      to: latest + 2,
      backupPath: expect.stringContaining(`.before-v${latest + 2}.`),
    })
    expect(inFile(place.path, 'SELECT * FROM notes')).toEqual([{body: 'ann', at: null}])
    expect(versionIn(place.path)).toBe(latest + 2)
    const backup = result.backupPath!
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(versionIn(backup)).toBe(latest)
    expect(inFile(backup, 'PRAGMA integrity_check')).toEqual([{integrity_check: 'ok'}])
    expect(inFile(backup, 'SELECT name FROM scheduled_reviews')).toEqual([{name: 'weekly'}])
  })

  it('goes back to the program before it through that backup', async () => {
    const migrations = withMore(addsNotes)
    const {backupPath} = await migrateDatabase(place.path, {...storeOptions, migrations})
    await expect(place.open()).rejects.toMatchObject({
      message: expect.stringContaining(`has version ${latest + 1}`),
    })
    await restoreDatabase(place.path, backupPath!, storeOptions)
    const database = await place.open()
    expect((await database.findUser('ann'))?.name).toBe('ann')
  })

  it.each<[string, string[], string]>([
    [
      'cannot be run',
      ['CREATE TABLE users (id TEXT)'],
      `to version ${latest + 1}: table users already exists`,
    ],
    [
      'fails half-way',
      [`${addsNotes} INSERT INTO nowhere VALUES (1)`],
      `to version ${latest + 1}: no such table: nowhere`,
    ],
    [
      'fails after another one',
      [addsNotes, 'SELECT nonsense FROM users'],
      `to version ${latest + 2}: no such column: nonsense`,
    ],
    [
      'breaks a reference',
      ["UPDATE crm_connections SET user_id = 'nobody'"],
      'FOREIGN KEY constraint failed',
    ],
  ])('keeps its version and its tables when a migration %s', async (_, more, message) => {
    const failed = migrateDatabase(place.path, {...storeOptions, migrations: withMore(...more)})
    await expect(failed).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringMatching(new RegExp(`${message}; nothing was changed$`)),
    })
    expect(versionIn(place.path)).toBe(latest)
    expect(inFile(place.path, "SELECT name FROM sqlite_schema WHERE name = 'notes'")).toEqual([])
    expect(backups()).toHaveLength(1)
    expect((await (await place.open()).findUser('ann'))?.name).toBe('ann')
  })

  it('is written by nobody else from before its backup on', async () => {
    const later = withMore(addsNotes)
    let refused = ''
    const migrations = {
      ...later,
      read() {
        const other = new Sqlite(place.path, {timeout: 0})
        try {
          other.exec('DELETE FROM scheduled_reviews')
        } catch (error) {
          refused = (error as {code: string}).code
        }
        other.close()
        expect(backups()).toEqual([])
        return later.read()
      },
    }
    await migrateDatabase(place.path, {...storeOptions, migrations})
    expect(refused).toBe('SQLITE_BUSY')
  })

  it('is migrated once, with one backup, by eight programs that open it at the same time', async () => {
    const args = [upgrade.path, place.path, addsNotes]
    const ended = await Promise.all(Array.from({length: 8}, () => run(process.execPath, args)))
    expect(ended.map(({code, stderr}) => ({code, stderr}))).toEqual(Array(8).fill({code: 0, stderr: ''}))
    expect(inFile(place.path, 'SELECT body FROM notes')).toEqual([{body: 'ann'}])
    expect(backups()).toHaveLength(1)
  })

  it('is not migrated when its backup cannot be made', async () => {
    const [table] = inFile<{page: number}>(
      place.path,
      "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'rule_results'",
    )
    const bytes = readFileSync(place.path)
    bytes.fill(0x5a, (table!.page - 1) * 4096, table!.page * 4096)
    writeFileSync(place.path, bytes)
    const failed = migrateDatabase(place.path, {...storeOptions, migrations: withMore(addsNotes)})
    await expect(failed).rejects.toMatchObject({code: 'storage', message: expect.stringContaining('damaged')})
    expect(versionIn(place.path)).toBe(latest)
    expect(readdirSync(dirname(place.path)).filter(name => name.includes('before'))).toEqual([])
  })
})

describe('a database of this version', () => {
  it('is left as it is, without a backup', async () => {
    const database = await place.open()
    database.close()
    expect(await migrateDatabase(place.path, storeOptions)).toEqual({
      from: latest,
      to: latest,
      backupPath: null,
    })
    expect(backups()).toEqual([])
  })

  it('of a program that knows less is refused by that one and not written', async () => {
    const migrations = withMore(addsNotes)
    const newer = await place.open({migrations})
    newer.close()
    const {mtimeMs, size} = statSync(place.path)
    await expect(place.open()).rejects.toMatchObject({code: 'storage'})
    await expect(restoreDatabase(join(place.folder, 'x.db'), place.path, storeOptions)).rejects.toMatchObject(
      {
        code: 'storage',
        message: expect.stringContaining(`has version ${latest + 1}`),
      },
    )
    expect(statSync(place.path)).toMatchObject({mtimeMs, size})
  })
})
