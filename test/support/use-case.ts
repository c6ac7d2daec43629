import {beforeEach} from 'vitest'
import {
  addScheduledReview,
  type NewScheduledReview,
  scheduleDefaults,
} from '../../src/app/add-scheduled-review.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ConnectionTest, Connector} from '../../src/domain/ports/connector.js'
import type {DealSource} from '../../src/domain/ports/deal-source.js'
import type {Database} from '../../src/domain/ports/store.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'
import type {Tier, User} from '../../src/domain/user.js'
import {storeFolder} from './a-store.js'
import {fakeClock} from './fake-clock.js'
import {fakeSecretBox} from './fake-secret-box.js'

/** Monday 06:00 in New York, of the connection "emea". */
export const aNewReview = (changes: Partial<NewScheduledReview> = {}): NewScheduledReview => ({
  ...scheduleDefaults,
  name: 'weekly',
  description: null,
  connection: 'emea',
  schedule: '0 6 * * 1',
  timezone: 'America/New_York',
  ruleset: 'recommended',
  ...changes,
})

/**
 * What a use case gets: a real database in a temporary folder, a clock that stands, ids that count, user "ann" (team). What `prepare`
 * does is done once, and every test begins with the database as it was then.
 */
export function useCase(start = '2026-11-16T09:00:00Z', prepare?: () => Promise<void>) {
  const place = storeFolder()
  const at = {} as {database: Database; clock: ReturnType<typeof fakeClock>; ids: {next(): string}; ann: User}
  let prepared: {file: Buffer; count: number} | null = null
  beforeEach(async () => {
    let count = prepared?.count ?? 0
    at.ids = {next: () => `0000${++count}`.slice(-4).repeat(2)}
    at.clock = fakeClock(start)
    const options = {ids: at.ids}
    at.database = await (prepared ? place.openCopy(prepared.file, options) : place.openNew(options))
    at.ann = await at.database.ensureUser('ann', 'team')
    if (!prepare || prepared) return
    await prepare()
    prepared = {file: place.bytesOf(at.database), count}
    at.database = await place.open(options)
  })
  return {
    at,
    place,
    get ports() {
      const {database, clock, ids} = at
      const box = async () => fakeSecretBox()
      const crm = async () => Promise.reject(new Error('a file was taken for a CRM'))
      return {
        connections: database,
        reviews: database,
        runs: database,
        secrets: database,
        store: database,
        crm,
        box,
        clock,
        ids,
      }
    },
    user: (name: string, tier: Tier) => at.database.ensureUser(name, tier),
    async connect(owner: User, name: string) {
      const createdAt = at.clock.now()
      const connection = {
        id: at.ids.next(),
        userId: owner.id,
        name,
        kind: 'file' as const,
        settings: {path: `/${name}.csv`},
        lastCheckedAt: null,
        needsLogin: null,
        createdAt,
      }
      await at.database.addConnection(connection, null)
      return connection
    },
    schedule(changes: Partial<NewScheduledReview> = {}, actor: User = at.ann) {
      const {database, clock, ids} = at
      const ports = {connections: database, reviews: database, clock, ids}
      return addScheduledReview(ports, actor, aNewReview(changes))
    },
  }
}

export const aTest: ConnectionTest = {
  description: 'CSV',
  columns: [],
  missingFields: [],
  dealsOpen: 3,
  dealsWon: 2,
  dealsLost: 1,
  duplicateIds: 0,
  stages: [],
  sample: [],
  report: {rowsRead: 6, bytesRead: 100, refusedCount: 0, refusals: [], warnings: []},
  problem: null,
}

/** A kind of connection whose test gives `result`, or throws it. */
export function fakeConnector(result: ConnectionTest | Error = aTest): Connector {
  return {
    kind: 'file',
    login: null,
    parseSettings(settings) {
      if (typeof settings !== 'object' || settings === null || !('path' in settings))
        throw new RevschedError('usage', 'the setting "path" is not valid')
      return {...settings, isParsed: true}
    },
    open() {
      throw new Error('not opened in these tests')
    },
    async test() {
      if (result instanceof Error) throw result
      return result
    },
    describe: () => 'fake',
  }
}

/** Gives deals, and calls `during` between them and the end. */
export function fakeSource(
  deals: readonly Deal[],
  during: () => Promise<void> | void = () => undefined,
): DealSource {
  return {
    async read(sink, {signal, onProgress}) {
      sink.begin({fields: new Set(dealFields)})
      sink.add(deals)
      onProgress?.({rowsRead: deals.length, bytesRead: 1, bytesTotal: null, part: null})
      await during()
      signal.throwIfAborted()
      return {rowsRead: deals.length, bytesRead: 1, refusedCount: 0, refusals: [], warnings: []}
    },
  }
}
