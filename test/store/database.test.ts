import {spawn} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {Database, RunCompletion} from '../../src/domain/ports/store.js'
import {systemClock} from '../../src/platform/clock.js'
import {randomIds} from '../../src/platform/ids.js'
import {latestVersion, migrationFiles, migrationsFolder} from '../../src/store/migrate.js'
import {openDatabase} from '../../src/store/open.js'
import {restoreDatabase} from '../../src/store/restore.js'

const options = {clock: systemClock, ids: randomIds, programVersion: '0.0.0'}
const root = resolve(import.meta.dirname, '../..')
const now = new Date('2026-11-16T09:00:00Z')

let folder = ''
let database: Database

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-store-'))
  database = await openDatabase(join(folder, 'state', 'revsched.db'), options)
})

afterEach(() => {
  database.close()
  rmSync(folder, {recursive: true, force: true})
})

async function withReview() {
  const user = await database.ensureUser('ann', 'team')
  const connection = {
    id: 'c0000000-1',
    userId: user.id,
    name: 'emea',
    kind: 'file' as const,
    settings: {path: '/d'},
    lastCheckedAt: null,
    createdAt: now,
  }
  await database.addConnection(connection)
  const review = {
    id: 'r0000000-1',
    userId: user.id,
    name: 'weekly',
    description: null,
    crmConnectionId: connection.id,
    schedule: '0 6 * * 1',
    timezone: 'UTC',
    timezoneCanonical: 'UTC',
    ruleset: 'recommended',
    filter: null,
    deliveryChannels: [],
    emailRecipients: [],
    deliverWhen: 'always',
    template: null,
    locale: null,
    overlap: 'skip' as const,
    catchUp: 'latest' as const,
    catchUpWindowMs: 0,
    splayMs: 0,
    timeoutMs: 1000,
    maxRetries: 2,
    isActive: true,
    pausedReason: null,
    lastRunAt: null,
    nextRunAt: now,
    cursor: now,
    createdAt: now,
    updatedAt: now,
  }
  await database.addReview(review)
  return {user, connection, review}
}

function newRun(userId: string, id: string, scheduledReviewId: string | null = 'r0000000-1') {
  return {
    id,
    userId,
    scheduledReviewId,
    reviewName: 'weekly',
    trigger: 'manual' as const,
    priority: 10,
    startedAt: now,
    leaseOwner: 'me',
    leaseExpiresAt: new Date(now.getTime() + 8000),
  }
}

const completion: RunCompletion = {
  completedAt: new Date('2026-11-16T09:00:05Z'),
  dealsAnalyzed: 3,
  healthScore: 61.5,
  issuesFound: 2,
  highRiskDeals: 1,
  analysis: {id: 'a1', rulesetFingerprint: 'abc', skippedRules: ['x'], document: new Uint8Array([1, 2, 3])},
  ruleResults: [{ruleId: 'close-date-past', checked: 3, violated: 1, skippedReason: null}],
}

describe('a new database', () => {
  it('has the settings and modes that its promises rest on', async () => {
    const checks = await database.check({full: true})
    expect(checks.filter(check => !check.isOk)).toEqual([])
    expect(Object.fromEntries(checks.map(({name, detail}) => [name, detail]))).toMatchObject({
      journal_mode: 'wal',
      synchronous: 'full',
      secure_delete: 'on',
      'file mode': '0600',
      'folder mode': '0700',
    })
  })

  it('is at the version of the newest migration file', () => {
    expect(migrationFiles(migrationsFolder).at(-1)!.version).toBe(latestVersion)
  })
})

describe('files that are not ours to write', () => {
  const Sqlite = createRequire(import.meta.url)('better-sqlite3')

  it.each([
    [
      'a newer version',
      'PRAGMA application_id = 1381389124; PRAGMA user_version = 99; CREATE TABLE t (a)',
      `has version 99, revsched 0.0.0 knows up to ${latestVersion}`,
    ],
    ['another program', 'CREATE TABLE t (a)', 'is the SQLite database of another program'],
  ])('%s is refused and not a byte of it changes', async (_, sql, message) => {
    const path = join(folder, 'other.db')
    const other = new Sqlite(path)
    other.exec(sql)
    other.close()
    const before = readFileSync(path)
    await expect(openDatabase(path, options)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining(message),
    })
    expect(readFileSync(path).equals(before)).toBe(true)
  })

  it('a file that is no database is refused', async () => {
    const path = join(folder, 'text.db')
    writeFileSync(path, 'no database at all, only text that is long enough to be one'.repeat(20))
    await expect(openDatabase(path, options)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('is not an SQLite database'),
    })
  })
})

describe('the ledger', () => {
  it('stores a result, its analysis and its rule results together', async () => {
    const {user} = await withReview()
    const run = await database.startRun(newRun(user.id, 'aaaa1111-1'), () => true)
    const done = await database.completeRun({runId: run.id, fence: run.fence}, completion)
    expect(done).toMatchObject({status: 'completed', healthScore: 61.5, analysisId: 'a1', leaseOwner: null})
    expect([...(await database.readAnalysis(run.id))]).toEqual([1, 2, 3])
    expect((await database.listReviews(user.id))[0]).toMatchObject({
      lastRunAt: completion.completedAt,
      lastRun: {id: run.id, healthScore: 61.5},
    })
  })

  it('refuses a second run while the first has a live lease, and settles one whose owner is gone', async () => {
    const {user} = await withReview()
    const first = await database.startRun(newRun(user.id, 'aaaa1111-1'), () => true)
    await expect(database.startRun(newRun(user.id, 'bbbb2222-2'), () => true)).rejects.toMatchObject({
      code: 'busy',
    })
    await database.startRun(newRun(user.id, 'bbbb2222-2'), () => false)
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject({status: 'failed', errorCode: 'abandoned'})
    await expect(
      database.completeRun({runId: first.id, fence: first.fence}, completion),
    ).rejects.toMatchObject({code: 'conflict'})
  })

  it('never changes a finished run, and stores nothing of a void claim', async () => {
    const {user} = await withReview()
    const run = await database.startRun(newRun(user.id, 'aaaa1111-1'), () => true)
    await expect(
      database.completeRun({runId: run.id, fence: run.fence + 1}, completion),
    ).rejects.toMatchObject({code: 'conflict'})
    await expect(database.readAnalysis(run.id)).rejects.toMatchObject({code: 'not-found'})
    const failure = {
      completedAt: now,
      status: 'failed' as const,
      errorCode: 'source-failed',
      errorMessage: 'gone',
    }
    await database.failRun({runId: run.id, fence: run.fence}, failure)
    await expect(database.failRun({runId: run.id, fence: run.fence}, failure)).rejects.toMatchObject({
      code: 'conflict',
    })
  })

  it('keeps runs, with their name, when their review is removed', async () => {
    const {user, review} = await withReview()
    const run = await database.startRun(newRun(user.id, 'aaaa1111-1'), () => true)
    await database.completeRun({runId: run.id, fence: run.fence}, completion)
    await database.removeReview(user.id, review.id)
    expect(await database.findRun(user.id, 'weekly@latest')).toMatchObject({
      id: run.id,
      reviewName: 'weekly',
      scheduledReviewId: null,
    })
  })

  it.each([
    ['nothing that short', 'aaa', 'not-found'],
    ['no such run', 'ffff', 'not-found'],
    ['the start of two', 'aaaa', 'conflict'],
    ['no completed run', 'latest', 'not-found'],
    ['a pattern of SQL', 'aaaa%', 'not-found'],
  ])('refuses %s: "%s"', async (_, ref, code) => {
    const {user} = await withReview()
    await database.startRun(newRun(user.id, 'aaaa1111-1', null), () => true)
    await database.startRun(newRun(user.id, 'aaaa2222-2', null), () => true)
    await expect(database.findRun(user.id, ref)).rejects.toMatchObject({code})
  })
})

describe('names', () => {
  it('are taken once per user', async () => {
    const {connection, review} = await withReview()
    await expect(database.addConnection({...connection, id: 'c2'})).rejects.toMatchObject({code: 'conflict'})
    await expect(database.addReview({...review, id: 'r2'})).rejects.toMatchObject({code: 'conflict'})
  })

  it('of a connection in use keep it from being removed', async () => {
    const {user, connection} = await withReview()
    await expect(database.removeConnection(user.id, connection.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the connection is used by "weekly"',
    })
  })

  it('tell the second of two editors', async () => {
    const {review} = await withReview()
    await database.updateReview({...review, name: 'first', updatedAt: new Date(now.getTime() + 1)}, now)
    await expect(database.updateReview({...review, name: 'second'}, now)).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await database.listReviews(review.userId)).map(({name}) => name)).toEqual(['first'])
  })
})

describe('backup and restore', () => {
  it('brings back what was there, keeps what it replaces, and never overwrites', async () => {
    const {user, review} = await withReview()
    const backup = join(folder, 'copy.db')
    await database.backup(backup)
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    await expect(database.backup(backup)).rejects.toMatchObject({code: 'conflict'})
    await database.removeReview(user.id, review.id)
    database.close()
    const restored = await restoreDatabase(database.path, backup, options)
    expect(statSync(restored.replacedPath!).isFile()).toBe(true)
    database = await openDatabase(database.path, options)
    expect((await database.listReviews(user.id)).map(({name}) => name)).toEqual(['weekly'])
  })

  it('refuses a damaged backup and leaves the database alone', async () => {
    await withReview()
    const backup = join(folder, 'copy.db')
    await database.backup(backup)
    const bytes = readFileSync(backup)
    bytes.fill(0x5a, 4096 + 100, 4096 * 3)
    chmodSync(backup, 0o600)
    writeFileSync(backup, bytes)
    database.close()
    await expect(restoreDatabase(database.path, backup, options)).rejects.toMatchObject({code: 'storage'})
    database = await openDatabase(database.path, options)
    expect((await database.findUser('ann'))?.name).toBe('ann')
  })
})

describe('two kinds of trouble', () => {
  it('an unreadable row is listed as paused and hides no other', async () => {
    const {user, review} = await withReview()
    await database.addReview({...review, id: 'r2', name: 'zeta'})
    const Sqlite = createRequire(import.meta.url)('better-sqlite3')
    const other = new Sqlite(database.path)
    other.prepare("UPDATE scheduled_reviews SET delivery_channels = '{' WHERE name = 'weekly'").run()
    other.close()
    const listed = await database.listReviews(user.id)
    expect(listed.map(({name, isActive}) => [name, isActive])).toEqual([
      ['weekly', false],
      ['zeta', true],
    ])
  })

  it('a write that was acknowledged survives kill -9', async () => {
    const home = join(folder, 'killed')
    const env = {...process.env, REVSCHED_HOME: home}
    const program = join(root, 'bin/revsched.js')
    const child = spawn(
      process.execPath,
      [program, 'connection', 'add', 'file', 'kept', '--path', join(root, 'examples/data/pipeline.csv')],
      {env},
    )
    await new Promise<void>(done => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (!chunk.toString().includes('connected kept')) return
        child.kill('SIGKILL')
      })
      child.on('close', () => done())
    })
    const after = await openDatabase(join(home, 'revsched.db'), options)
    const user = await after.ensureUser((await import('node:os')).userInfo().username, 'team')
    expect((await after.listConnections(user.id)).map(({name}) => name)).toEqual(['kept'])
    after.close()
  })
})
