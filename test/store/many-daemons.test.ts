import {afterAll, beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {
  aDecision,
  at,
  claim,
  claimOf,
  countedIds,
  decide,
  enqueued,
  queuedAt,
  withReviews,
} from '../support/a-queue.js'
import {aCompletion, Sqlite, storedAt, storeFolder} from '../support/a-store.js'
import {canTrace, injecting} from '../support/faults.js'
import {run} from '../support/program.js'
import {storeProgram} from '../support/store-program.js'

const place = storeFolder()
const program = storeProgram()
afterAll(program.remove)

let database: Database

beforeEach(async () => {
  database = await place.open()
})

const node = (script: string, before: readonly string[] = []) => {
  const [command, ...args] = [...before, process.execPath, program.path, place.path, script]
  return run(command!, args)
}

/** `count` reviews, each on a connection of its own, with a queued run. */
async function queueOf(count: number) {
  const {user} = await withReviews(database, 1)
  const file = new Sqlite(place.path)
  const columns = (table: string, own: string[]) =>
    (file.pragma(`table_info(${table})`) as {name: string}[])
      .map(({name}) => (own.includes(name) ? `printf('%s-%d', ${name}, n)` : name))
      .join(', ')
  const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count - 1})`
  file.exec(`
    INSERT INTO crm_connections ${numbers} SELECT ${columns('crm_connections', ['id', 'name'])} FROM crm_connections, numbers;
    INSERT INTO scheduled_reviews ${numbers}
      SELECT ${columns('scheduled_reviews', ['id', 'name', 'crm_connection_id'])} FROM scheduled_reviews, numbers;
  `)
  file.close()
  await database.decideDue({
    now: at(60),
    limit: count,
    decide: () => aDecision([queuedAt(at(30))]),
    newId: countedIds(),
  })
  return user
}

describe('eight processes on one queue', () => {
  it('execute each of 500 runs exactly once', async () => {
    const user = await queueOf(500)
    const script = `
      const database = await open()
      const now = new Date()
      const lease = () => new Date(Date.now() + 60_000)
      let outcomes = []
      for (let round = 0; ; round++) {
        const {claimed, lost} = await database.advance({
          now: new Date(),
          begun: [],
          outcomes,
          renew: {claims: [], leaseExpiresAt: lease()},
          claim: {limit: 3, ahead: 0, early: {most: 0, until: now}, perConnection: 2, leaseOwner: 'p' + process.pid, leaseExpiresAt: lease(),
            newJobId: () => 'job', manualFirst: {now: round % 2, later: 3}, scheduledFirstOf: []},
        })
        for (const {run} of claimed) say(run.id)
        if (lost.length > 0) throw new Error('lost ' + JSON.stringify(lost))
        if (claimed.length === 0) break
        outcomes = claimed.map(({run}) => ({
          kind: 'ended', claim: {runId: run.id, fence: run.fence}, status: 'failed',
          errorCode: 'p' + process.pid, errorMessage: 'x', completedAt: new Date(),
        }))
      }
      database.close()
    `
    const ended = await Promise.all(Array.from({length: 8}, () => node(script)))
    expect(ended.map(({code, stderr}) => [code, stderr])).toEqual(Array(8).fill([0, '']))
    const claimed = ended.flatMap(({stdout}) => stdout.trim().split('\n').filter(Boolean))
    expect(claimed).toHaveLength(500)
    expect(new Set(claimed).size).toBe(500)
    const runs = await database.listRuns({userId: user.id})
    expect(new Set(runs.map(({status, fence}) => `${status} ${fence}`))).toEqual(new Set(['failed 1']))
    expect(ended.filter(({stdout}) => stdout !== '').length).toBeGreaterThan(1)
  })

  it('decide what is due together, each occurrence once', async () => {
    const user = await queueOf(200)
    const file = new Sqlite(place.path)
    file.exec(`UPDATE scheduled_reviews SET next_run_at = ${storedAt.getTime()}`)
    file.close()
    const due = at(90).toISOString()
    const script = `
      const database = await open()
      const at = new Date('${due}')
      let count = 0
      for (;;) {
        const {queued, nextDueAt} = await database.decideDue({
          now: at,
          limit: 7,
          newId: () => process.pid + '-' + count++,
          decide: () => ({
            entries: [{kind: 'queued', at, startAt: at, trigger: 'schedule'}], cursor: at,
            nextRunAt: new Date(at.getTime() + 1000), cancelRunIds: [], hasMore: false,
          }),
        })
        say(queued)
        if (nextDueAt > at) break
      }
      database.close()
    `
    const ended = await Promise.all(Array.from({length: 4}, () => node(script)))
    expect(ended.map(({code, stderr}) => [code, stderr])).toEqual(Array(4).fill([0, '']))
    const queued = ended.flatMap(({stdout}) => stdout.trim().split('\n').map(Number))
    expect(queued.reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(await database.countRuns({userId: user.id})).toBe(400)
  })
})

describe.skipIf(!canTrace)('a disk that fails (needs strace)', () => {
  it.each([
    ['ENOSPC', 'pwrite64'],
    ['EIO', 'pwrite64'],
    ['EIO', 'fsync,fdatasync'],
  ])(
    '%s at %s: nothing is claimed, decided or stored, and all of it is when the disk is back',
    async (error, calls) => {
      const {user, reviews} = await withReviews(database, 2)
      await enqueued(database, reviews[0]!, {id: 'aaaa'})
      await enqueued(database, reviews[1]!, {id: 'bbbb'})
      const {claimed} = await claim(database, {limit: 1})
      const before = await database.listRuns({userId: user.id})
      const held = JSON.stringify(claimOf(claimed[0]!.run))
      const script = `
      const database = await open()
      const now = new Date('${at(120).toISOString()}')
      const refused = work => work.then(() => say('stored'), error => say(error.code))
      const ended = {kind: 'ended', claim: ${held}, status: 'failed', errorCode: 'x', errorMessage: 'x', completedAt: now}
      await refused(database.advance({
        now, begun: [], outcomes: [ended], renew: {claims: [], leaseExpiresAt: now},
        claim: {limit: 4, ahead: 0, early: {most: 0, until: now}, perConnection: 4, leaseOwner: 'p', leaseExpiresAt: now, newJobId: () => 'j', manualFirst: {now: 3, later: 3}, scheduledFirstOf: []},
      }))
      await refused(database.decideDue({now, limit: 9, newId: () => 'x', decide: () => ({
        entries: [{kind: 'queued', at: now, startAt: now, trigger: 'schedule'}], cursor: now, nextRunAt: null,
        cancelRunIds: [], hasMore: false,
      })}))
    `
      const failed = await node(script, injecting(calls, `error=${error}:when=1+`))
      expect(failed).toMatchObject({code: 0, stdout: '"storage"\n"storage"\n'})
      expect(await database.listRuns({userId: user.id})).toEqual(before)
      expect((await database.listReviews(user.id)).map(({cursor}) => cursor)).toEqual([storedAt, storedAt])
      expect((await database.check({full: true})).filter(({isOk}) => !isOk)).toEqual([])
      const outcomes = [
        {kind: 'completed' as const, claim: claimOf(claimed[0]!.run), completion: aCompletion},
      ]
      const again = await claim(database, {}, {outcomes})
      expect(again.lost).toEqual([])
      expect(again.claimed.map(({run}) => run.id)).toEqual(['bbbb'])
      expect((await decide(database, aDecision([queuedAt(at(30))]))).queued).toBe(2)
    },
  )

  it('is used again by the process that saw it fail, as soon as it takes writes', async () => {
    const {user, reviews} = await withReviews(database, 1)
    await enqueued(database, reviews[0]!, {id: 'aaaa'})
    const script = `
      const database = await open()
      const now = new Date('${at(120).toISOString()}')
      for (let result = ''; result !== 'claimed 1'; await clock.sleep(5)) {
        result = await database.advance({
          now, begun: [], outcomes: [], renew: {claims: [], leaseExpiresAt: now},
          claim: {limit: 4, ahead: 0, early: {most: 0, until: now}, perConnection: 4, leaseOwner: 'p', leaseExpiresAt: now, newJobId: () => 'j', manualFirst: {now: 3, later: 3}, scheduledFirstOf: []},
        }).then(({claimed}) => 'claimed ' + claimed.length, error => error.code)
        say(result)
      }
    `
    const {stdout} = await node(script, injecting('pwrite64', 'error=ENOSPC:when=1..3'))
    expect(stdout).toBe(`${'"storage"\n'.repeat(3)}"claimed 1"\n`)
    expect(await database.findRun(user.id, 'aaaa')).toMatchObject({status: 'running', fence: 1})
  })
})
