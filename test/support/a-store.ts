import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type BetterSqlite3 from 'better-sqlite3'
import {afterEach, beforeEach} from 'vitest'
import type {Database, NewRun, RunCompletion} from '../../src/domain/ports/store.js'
import type {ScheduledReview} from '../../src/domain/scheduled-review.js'
import {systemClock} from '../../src/platform/clock.js'
import {randomIds} from '../../src/platform/ids.js'
import {type OpenOptions, openDatabase} from '../../src/store/open.js'

export const storeOptions: OpenOptions = {clock: systemClock, ids: randomIds, programVersion: '0.0.0'}

export const storedAt = new Date('2026-11-16T09:00:00Z')

/** Plain SQLite, for what another program would do to the file. */
export const Sqlite: typeof BetterSqlite3 = createRequire(import.meta.url)('better-sqlite3')

/** The file of a new database, once one was made: each takes twenty syncs of the disk. */
let newFile: Buffer | null = null

/** An empty folder for each test, and databases in it that are closed when the test ends. */
export function storeFolder() {
  const opened: Database[] = []
  const place = {
    folder: '',
    path: '',
    async open(options: Partial<OpenOptions> = {}, path?: string): Promise<Database> {
      const database = await openDatabase(path ?? place.path, {...storeOptions, ...options})
      opened.push(database)
      return database
    },
    /** A new database, for tests that are not about how it is made. */
    async openNew(options: Partial<OpenOptions> = {}): Promise<Database> {
      newFile ??= place.bytesOf(await place.open())
      return place.openCopy(newFile, options)
    },
    openCopy(file: Buffer, options: Partial<OpenOptions> = {}): Promise<Database> {
      mkdirSync(dirname(place.path), {recursive: true, mode: 0o700})
      writeFileSync(place.path, file, {mode: 0o600})
      return place.open(options)
    },
    /** Closes the database of `path`. */
    bytesOf(database: Database): Buffer {
      database.close()
      return readFileSync(place.path)
    },
    /** What another program does to the file, who knows nothing of its foreign keys. */
    inFile(sql: string, path?: string): void {
      const file = new Sqlite(path ?? place.path)
      file.pragma('foreign_keys = OFF')
      file.exec(sql)
      file.close()
    },
    /** Every row of the file. */
    dump(): Record<string, unknown[]> {
      const file = new Sqlite(place.path, {readonly: true})
      const tables = file
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .pluck()
        .all()
      const rows = tables.map(table => [table, file.prepare(`SELECT * FROM ${table}`).all()] as const)
      file.close()
      return Object.fromEntries(rows)
    },
  }
  beforeEach(() => {
    place.folder = mkdtempSync(join(tmpdir(), 'revsched-store-'))
    place.path = join(place.folder, 'state', 'revsched.db')
  })
  afterEach(() => {
    for (const database of opened.splice(0)) database.close()
    rmSync(place.folder, {recursive: true, force: true})
  })
  return place
}

/** User "ann" with the connection "emea" and the scheduled review "weekly". */
export async function withReview(database: Database) {
  const user = await database.ensureUser('ann', 'team')
  const connection = {
    id: 'c0000000-1',
    userId: user.id,
    name: 'emea',
    kind: 'file' as const,
    settings: {path: '/d'},
    lastCheckedAt: null,
    needsLogin: null,
    createdAt: storedAt,
  }
  await database.addConnection(connection, null)
  const review: ScheduledReview = {
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
    pingUrl: null,
    deliverWhen: 'always',
    template: null,
    ownerDigests: null,
    locale: null,
    overlap: 'skip',
    catchUp: 'latest',
    catchUpWindowMs: 0,
    splayMs: 0,
    timeoutMs: 1000,
    maxRetries: 2,
    isActive: true,
    pausedReason: null,
    lastRunAt: null,
    nextRunAt: storedAt,
    cursor: storedAt,
    createdAt: storedAt,
    updatedAt: storedAt,
  }
  await database.addReviews([review])
  return {user, connection, review}
}

export function aNewRun(userId: string, id: string, scheduledReviewId: string | null = 'r0000000-1'): NewRun {
  return {
    id,
    userId,
    scheduledReviewId,
    reviewName: 'weekly',
    trigger: 'manual',
    priority: 10,
    startedAt: storedAt,
    leaseOwner: 'me',
    leaseExpiresAt: new Date(storedAt.getTime() + 8000),
  }
}

export const aCompletion: RunCompletion = {
  deliveries: [],
  completedAt: new Date('2026-11-16T09:00:05Z'),
  dealsAnalyzed: 3,
  healthScore: 61.5,
  issuesFound: 2,
  highRiskDeals: 1,
  analysis: {id: 'a1', rulesetFingerprint: 'abc', skippedRules: ['x'], document: new Uint8Array([1, 2, 3])},
  input: new Uint8Array([4, 5]),
  ruleResults: [{ruleId: 'close-date-past', checked: 3, violated: 1, skippedReason: null}],
}
