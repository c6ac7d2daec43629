import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {openFile} from '../../src/store/connection.js'
import {restoreDatabase} from '../../src/store/restore.js'
import {Sqlite, storeFolder, storeOptions, withReview} from '../support/a-store.js'

const place = storeFolder()
let database: Database
let backup = ''

beforeEach(async () => {
  database = await place.open()
  const {user, review} = await withReview(database)
  backup = join(place.folder, 'copy.db')
  await database.backup(backup)
  await database.removeReview(user.id, review.id)
  database.close()
})

const stored = () => readdirSync(dirname(place.path))

async function reviewNames(path = place.path): Promise<string[]> {
  const opened = await place.open({}, path)
  const user = await opened.findUser('ann')
  const names = user ? (await opened.listReviews(user.id)).map(({name}) => name) : []
  opened.close()
  return names
}

describe('a restore', () => {
  it('brings back what was there and keeps what it replaces', async () => {
    const {replacedPath} = await restoreDatabase(place.path, backup, storeOptions)
    expect(await reviewNames()).toEqual(['weekly'])
    expect(statSync(place.path).mode & 0o777).toBe(0o600)
    expect(await reviewNames(replacedPath!)).toEqual([])
    expect(stored()).toHaveLength(2)
  })

  it('keeps each of two that it replaces in the same second', async () => {
    await restoreDatabase(place.path, backup, storeOptions)
    await restoreDatabase(place.path, backup, storeOptions)
    expect(stored()).toHaveLength(3)
  })

  it('works where there is no database and no folder yet', async () => {
    rmSync(dirname(place.path), {recursive: true})
    expect(await restoreDatabase(place.path, backup, storeOptions)).toEqual({
      path: place.path,
      replacedPath: null,
    })
    expect(statSync(dirname(place.path)).mode & 0o777).toBe(0o700)
    expect(await reviewNames()).toEqual(['weekly'])
  })

  it.each<[string, () => void]>([
    ['text', () => writeFileSync(place.path, 'no database '.repeat(100))],
    ['nothing', () => truncateSync(place.path, 0)],
    ['a half', () => truncateSync(place.path, 8192)],
    [
      'text beside an old log',
      () => {
        writeFileSync(place.path, 'no database '.repeat(100))
        writeFileSync(`${place.path}-wal`, 'old log')
      },
    ],
  ])('replaces %s, and keeps it', async (_, damage) => {
    damage()
    const before = readFileSync(place.path)
    const {replacedPath} = await restoreDatabase(place.path, backup, storeOptions)
    expect(readFileSync(replacedPath!).equals(before)).toBe(true)
    expect(await reviewNames()).toEqual(['weekly'])
    expect(stored()).not.toContain('revsched.db-wal')
  })

  it('with the log of a process that was killed keeps what that log holds', async () => {
    const living = new Sqlite(place.path)
    living.exec(
      "INSERT INTO users (id, name, email, tier, api_token_hash, created_at) VALUES ('u9', 'last', NULL, 'team', NULL, 1)",
    )
    const dead = join(place.folder, 'dead', 'revsched.db')
    mkdirSync(dirname(dead))
    // As after kill -9: the file and a log that was never brought into it.
    copyFileSync(place.path, dead)
    copyFileSync(`${place.path}-wal`, `${dead}-wal`)
    living.close()
    const {replacedPath} = await restoreDatabase(dead, backup, storeOptions)
    const kept = await place.open({}, replacedPath!)
    expect((await kept.findUser('last'))?.name).toBe('last')
    expect(await reviewNames(dead)).toEqual(['weekly'])
  })
})

describe('the present database is not touched, and nothing is left behind, by a restore', () => {
  const sqliteFile = (sql: string) => (path: string) => {
    const file = new Sqlite(path)
    file.exec(sql)
    file.close()
  }
  const changedBackup = (change: (file: InstanceType<typeof Sqlite>) => void) => (path: string) => {
    copyFileSync(backup, path)
    const file = new Sqlite(path)
    change(file)
    file.close()
  }

  it.each<[string, (path: string) => void, string, string]>([
    [
      'of text',
      path => writeFileSync(path, 'no database '.repeat(100)),
      'storage',
      'is not an SQLite database',
    ],
    ['of nothing', path => writeFileSync(path, ''), 'storage', 'is not a database of revsched'],
    ['of a folder', path => mkdirSync(path), 'not-found', 'there is no backup file'],
    ['of a missing file', () => undefined, 'not-found', 'there is no backup file'],
    [
      'of a newer version',
      sqliteFile('PRAGMA application_id = 1381389124; PRAGMA user_version = 99; CREATE TABLE t (a)'),
      'storage',
      'has version 99',
    ],
    [
      'of another program',
      sqliteFile('CREATE TABLE t (a)'),
      'storage',
      'the SQLite database of another program',
    ],
    [
      'of a file cut in half',
      path => {
        copyFileSync(backup, path)
        truncateSync(path, 4096 * 8)
      },
      'storage',
      'damaged',
    ],
    [
      'of a file with a damaged page',
      path => {
        const bytes = readFileSync(backup)
        bytes.fill(0x5a, 4096 + 100, 4096 * 3)
        writeFileSync(path, bytes)
      },
      'storage',
      'damaged',
    ],
    [
      'of one with a planted trigger',
      changedBackup(file =>
        file.exec('CREATE TRIGGER evil AFTER INSERT ON users BEGIN DELETE FROM analyses; END'),
      ),
      'storage',
      'is not as revsched wrote it: unknown trigger "evil"',
    ],
    [
      'of one whose own trigger does something else',
      changedBackup(file => {
        file.exec('DROP TRIGGER review_runs_final')
        file.exec('CREATE TRIGGER review_runs_final AFTER INSERT ON users BEGIN DELETE FROM analyses; END')
      }),
      'storage',
      'unknown trigger "review_runs_final"',
    ],
    [
      'of one with a view in the place of a table',
      changedBackup(file => {
        file.exec('DROP TABLE rule_results; CREATE VIEW rule_results AS SELECT 1')
      }),
      'storage',
      'unknown view "rule_results"',
    ],
    [
      'of one that lacks a table',
      changedBackup(file => file.exec('DROP TABLE rule_results')),
      'storage',
      'table "rule_results" is missing',
    ],
  ])('%s', async (_, make, code, message) => {
    const from = join(place.folder, 'hostile.db')
    make(from)
    const before = readFileSync(place.path)
    await expect(restoreDatabase(place.path, from, storeOptions)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
      hint: expect.stringMatching(
        /^give a file that revsched db backup wrote$|^restore another backup$|^install the newer/,
      ),
    })
    expect(readFileSync(place.path).equals(before)).toBe(true)
    expect(stored()).toEqual(['revsched.db'])
  })

  it.each<[string, (path: string) => void, string]>([
    [
      'text',
      path => writeFileSync(path, 'no database '.repeat(100)),
      'is not an SQLite database (SQLITE_NOTADB); nothing was changed',
    ],
    [
      'a database of another program',
      sqliteFile('CREATE TABLE t (a)'),
      'of another program; nothing was changed',
    ],
  ])('of %s, which is told to be no backup', async (_, make, message) => {
    const from = join(place.folder, 'deals.csv')
    make(from)
    await expect(restoreDatabase(place.path, from, storeOptions)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      hint: 'give a file that revsched db backup wrote',
    })
  })

  it('of itself', async () => {
    await expect(restoreDatabase(place.path, place.path, storeOptions)).rejects.toMatchObject({
      code: 'usage',
      message: `"${place.path}" is the database itself`,
    })
    expect(stored()).toEqual(['revsched.db'])
  })

  it('over the database of another program', async () => {
    const path = join(place.folder, 'state', 'other.db')
    sqliteFile('CREATE TABLE t (a)')(path)
    const before = readFileSync(path)
    await expect(restoreDatabase(path, backup, storeOptions)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('another program'),
    })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(stored().sort()).toEqual(['other.db', 'revsched.db'])
  })

  it('while another connection has it open', async () => {
    const user = await place.open()
    await user.ensureUser('bea', 'team')
    await expect(restoreDatabase(place.path, backup, storeOptions)).rejects.toMatchObject({
      code: 'busy',
      message: `the database "${place.path}" is in use by another process; nothing was changed`,
    })
    expect((await user.findUser('bea'))?.name).toBe('bea')
    expect(stored().filter(name => name.includes('restore') || name.includes('part'))).toEqual([])
  })
})

describe('while the files are exchanged', () => {
  it('no other process reads or writes the one that goes away', async () => {
    const tried: string[] = []
    const clock = {
      ...storeOptions.clock,
      // Asked for the name of the replaced file.
      now() {
        const other = new Sqlite(place.path, {timeout: 0})
        for (const sql of ['SELECT * FROM users', 'BEGIN IMMEDIATE', 'PRAGMA journal_mode = WAL']) {
          try {
            other.exec(sql)
          } catch (error) {
            tried.push((error as {code: string}).code)
          }
        }
        other.close()
        return new Date('2026-11-16T09:00:00Z')
      },
    }
    await restoreDatabase(place.path, backup, {...storeOptions, clock})
    expect(tried).toEqual(['SQLITE_BUSY', 'SQLITE_BUSY', 'SQLITE_BUSY'])
  })
})

describe('a command that waited for a restore', () => {
  it('opens the file that is in its place afterwards', async () => {
    // What the restore holds while it swaps the files.
    const lock = openFile(place.path)
    lock.pragma('journal_mode = DELETE')
    lock.exec('BEGIN EXCLUSIVE')
    let waits = 0
    const clock = {
      ...storeOptions.clock,
      async sleep() {
        waits++
        if (waits !== 2) return
        rmSync(place.path)
        copyFileSync(backup, place.path)
        lock.close()
      },
    }
    const opened = await place.open({clock})
    const user = await opened.findUser('ann')
    expect((await opened.listReviews(user!.id)).map(({name}) => name)).toEqual(['weekly'])
    expect(waits).toBe(2)
  })
})
