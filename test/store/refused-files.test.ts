import {chmodSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {beforeEach, describe, expect, it} from 'vitest'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {shippedMigrations} from '../../src/store/migrate.js'
import {openDatabase} from '../../src/store/open.js'
import {aCompletion, aNewRun, Sqlite, storeFolder, storeOptions, withReview} from '../support/a-store.js'
import {anAnalysis} from '../support/an-analysis.js'
import {refusal, revsched} from '../support/program.js'

const place = storeFolder()
/** The version of this program's databases: the number of its newest migration. */
const known = shippedMigrations.latest
const ours = 'PRAGMA application_id = 1381389124; PRAGMA user_version'

function sqliteFile(sql: string) {
  return (path: string) => {
    const file = new Sqlite(path)
    file.exec(sql)
    file.close()
  }
}

describe('a file that is not ours to write is refused, and not a byte of it changes:', () => {
  it.each<[string, (path: string) => void, string]>([
    [
      'a newer version',
      sqliteFile(`${ours} = 99; CREATE TABLE t (a)`),
      `has version 99, revsched 0.0.0 knows up to ${known}; nothing was changed`,
    ],
    [
      'the next version, without a table',
      sqliteFile(`${ours} = ${known + 1}`),
      `has version ${known + 1}, revsched`,
    ],
    [
      'tables of another program',
      sqliteFile('CREATE TABLE t (a)'),
      'is the SQLite database of another program',
    ],
    [
      'a view of another program',
      sqliteFile('CREATE VIEW v AS SELECT 1'),
      'is the SQLite database of another program',
    ],
    [
      'the mark of another program',
      sqliteFile('PRAGMA application_id = 7'),
      'is the SQLite database of another program',
    ],
    [
      'a version without our mark',
      sqliteFile('PRAGMA user_version = 1'),
      'is the SQLite database of another program',
    ],
    [
      'tables of another program, with a log',
      sqliteFile('PRAGMA journal_mode = WAL; CREATE TABLE t (a)'),
      'is the SQLite database of another program',
    ],
    ['text', path => writeFileSync(path, 'only text. '.repeat(500)), 'is not an SQLite database'],
    ['a short text', path => writeFileSync(path, 'x'.repeat(511)), 'has only 511 bytes: it was cut off'],
    ['nothing', path => writeFileSync(path, ''), 'is empty: it was cut off or never one'],
  ])('%s', async (_, make, message) => {
    const path = join(place.folder, 'other.db')
    make(path)
    const before = readFileSync(path)
    await expect(openDatabase(path, storeOptions)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(message),
    })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(place.folder)).toEqual(['other.db'])
  })

  it.each<[string, (path: string) => void, string, string]>([
    ['a folder', path => mkdirSync(path), 'other.db', 'is not a file'],
    ['a path through a file', path => writeFileSync(path, ''), 'other.db/deep.db', 'ENOTDIR'],
    ['a name that is too long', () => undefined, 'x'.repeat(300), 'ENAMETOOLONG'],
  ])('%s', async (_, make, name, message) => {
    make(join(place.folder, 'other.db'))
    await expect(openDatabase(join(place.folder, name), storeOptions)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('--database <path>'),
    })
  })
})

describe('damage', () => {
  beforeEach(async () => {
    const database = await place.open()
    const {user} = await withReview(database)
    const many = Array.from({length: 300}, (_, index) => ({
      id: `c${index}`,
      userId: user.id,
      name: `connection ${index}`,
      kind: 'file' as const,
      settings: {path: '/d'.repeat(40)},
      lastCheckedAt: null,
      needsLogin: null,
      createdAt: new Date(0),
    }))
    for (const connection of many.slice(0, 60)) await database.addConnection(connection, null)
    database.close()
  })

  it.each([
    ['cut to half', () => truncateSync(place.path, Math.floor(statSync(place.path).size / 2 / 4096) * 4096)],
    ['cut within a page', () => truncateSync(place.path, statSync(place.path).size - 100)],
    ['overwritten from the second page on', () => overwrite(4096, 4096 * 12)],
    ['overwritten in its first table', () => overwrite(4096 + 8, 4096 + 60)],
  ])('of a file that was %s is found by db check, in words', async (_, damage) => {
    damage()
    const home = join(place.folder, 'state')
    const {code, stdout, stderr} = await revsched(home, ['db', 'check'])
    expect(code, stdout + stderr).toBe(10)
    expect(stderr).toMatch(/is damaged|has a problem/)
    expect(stderr).toContain('revsched db restore <file>')
  })

  it.each([
    ['list'],
    ['history'],
    ['connection', 'list'],
    ['db', 'backup', '/dev/null/x.db'],
    ['db', 'migrate'],
  ])('of the first page gets one clear error from %s %s', async (...words) => {
    overwrite(0, 100)
    const {code, error} = await refusal(revsched(join(place.folder, 'state'), words))
    expect({code, error}).toEqual({
      code: 10,
      error: expect.stringMatching(/^error: the database ".*" is not an SQLite database .*\nhint: .*\n$/),
    })
  })

  it('is never copied into a backup', async () => {
    overwrite(4096, 4096 * 12)
    const target = join(place.folder, 'copy.db')
    const {code, error} = await refusal(revsched(join(place.folder, 'state'), ['db', 'backup', target]))
    expect({code, error}).toEqual({code: 10, error: expect.stringContaining('damaged')})
    expect(readdirSync(place.folder)).toEqual(['state'])
  })
})

describe('db check', () => {
  it.each<[string, string, string, string]>([
    ['a row that leads nowhere', "DELETE FROM users WHERE name = 'ann'", 'references', 'rows lead nowhere'],
    ['a missing table', 'DROP TABLE rule_results', 'schema', 'table "rule_results" is missing'],
    ['a missing index', 'DROP INDEX review_runs_by_age', 'schema', 'index "review_runs_by_age" is missing'],
    ['a missing guard', 'DROP TRIGGER review_runs_final', 'schema', 'trigger "review_runs_final" is missing'],
    [
      'a planted trigger',
      'CREATE TRIGGER evil AFTER INSERT ON users BEGIN DELETE FROM analyses; END',
      'schema',
      'unknown trigger "evil"',
    ],
  ])('finds %s', async (_, sql, name, detail) => {
    const database = await place.open()
    await withReview(database)
    const file = new Sqlite(place.path)
    file.pragma('foreign_keys = OFF')
    file.exec(sql)
    file.close()
    const bad = (await database.check({full: false})).filter(({isOk}) => !isOk)
    expect(bad).toEqual([{name, isOk: false, detail: expect.stringContaining(detail)}])
  })

  it('reads every stored review to its end, and names those that cannot be read', async () => {
    const database = await place.open()
    const {user} = await withReview(database)
    const document = encodeAnalysis(anAnalysis())
    const damaged = Buffer.from(document)
    damaged[damaged.length - 1]! ^= 1
    for (const [id, stored] of [
      ['aaaa1111-1', document],
      ['bbbb2222-2', damaged],
      ['cccc3333-3', document],
    ] as const) {
      const {id: runId, fence} = await database.startRun(aNewRun(user.id, id, null), () => true)
      const analysis = {...aCompletion.analysis, id: `analysis-${id}`, document: stored}
      await database.completeRun({runId, fence}, {...aCompletion, analysis})
    }
    const reviews = async (full: boolean) =>
      (await database.check({full})).filter(({name}) => name === 'reviews')
    const detail = '1 of 3 cannot be read, the newest: bbbb2222'
    expect(await reviews(true)).toMatchObject([{name: 'reviews', isOk: false, detail}])
    expect(await reviews(false)).toEqual([])
  })

  it.each<[string, number, number, string]>([
    ['a file that others may read', 0o700, 0o644, 'file mode'],
    ['a folder that others may write', 0o777, 0o600, 'folder mode'],
  ])('finds %s', async (_, folderMode, fileMode, name) => {
    const database = await place.open()
    chmodSync(place.path, fileMode)
    chmodSync(dirname(place.path), folderMode)
    const bad = (await database.check({full: false})).filter(({isOk}) => !isOk)
    expect(bad).toMatchObject([{name, fix: expect.stringContaining('chmod')}])
  })
})

/** As a failing disk or another program would. */
function overwrite(from: number, to: number): void {
  const bytes = readFileSync(place.path)
  bytes.fill(0x5a, from, to)
  writeFileSync(place.path, bytes)
}

describe('a database of a newer version', () => {
  it.each([
    [['list']],
    [['connection', 'list']],
    [['connection', 'add', 'file', 'x', '--path', 'x.csv']],
    [['show', 'weekly']],
    [['add', 'x', '--connection', 'y', '--schedule', '0 6 * * 1']],
    [['edit', 'weekly', '--schedule', '0 6 * * 1']],
    [['pause', 'weekly']],
    [['resume', 'weekly']],
    [['remove', 'weekly']],
    [['run-now', 'weekly']],
    [['history']],
    [['report', 'latest']],
    [['diff', 'latest', 'latest']],
    [['next']],
    [['db', 'check']],
    [['db', 'migrate']],
    [['db', 'backup', 'x.db']],
  ])('is refused by %j', async words => {
    mkdirSync(join(place.folder, 'home'))
    const path = join(place.folder, 'home', 'revsched.db')
    sqliteFile(`${ours} = ${known + 1}; CREATE TABLE t (a)`)(path)
    const before = readFileSync(path)
    const {code, error} = await refusal(revsched(join(place.folder, 'home'), words))
    expect({code, error}).toEqual({
      code: 10,
      error: expect.stringMatching(
        new RegExp(
          `has version ${known + 1}, revsched \\S+ knows up to ${known}; nothing was changed\nhint: install`,
        ),
      ),
    })
    expect(readFileSync(path).equals(before)).toBe(true)
    expect(readdirSync(join(place.folder, 'home'))).toEqual(['revsched.db'])
  })

  it.each([
    ['the same version, written again', known, 'fine'],
    ['the next one', known + 1, 'refused'],
  ])('is one to whoever had it open before it was migrated: %s', async (_, version, expected) => {
    const database = await place.openNew()
    const {review, connection} = await withReview(database)
    place.inFile(`${ours} = ${version}`)
    const before = JSON.stringify(place.dump())
    const writes = [
      database.addReviews([{...review, id: 'r2', name: 'second'}]),
      database.markConnectionChecked(connection.id, new Date(1)),
      database.decideDue({now: new Date(0), limit: 1, newId: () => 'x', decide: () => expect.unreachable()}),
    ]
    const message = expect.stringContaining(`has version ${version}, revsched 0.0.0 knows up to ${known}`)
    const refused = expected === 'fine' ? null : expect.objectContaining({code: 'storage', message})
    expect(
      await Promise.all(
        writes.map(write =>
          write.then(
            () => null,
            (error: unknown) => error,
          ),
        ),
      ),
    ).toEqual(writes.map(() => refused))
    expect(database.newerVersion()).toEqual(refused)
    expect(JSON.stringify(place.dump()) === before).toBe(expected === 'refused')
    expect(await database.listReviews(review.userId)).toHaveLength(expected === 'fine' ? 2 : 1)
  })
})
