import {beforeEach, describe, expect, it} from 'vitest'
import type {Database} from '../../src/domain/ports/store.js'
import {RecordedDeals} from '../../src/domain/review/recorded-deals.js'
import {aCompletion, aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {fakeClock} from '../support/fake-clock.js'

const place = storeFolder()
/** It does not move: nothing waits. */
const clock = {...fakeClock('2026-11-26T12:00:00Z'), sleep: async () => {}}
let database: Database
let stored: Awaited<ReturnType<typeof withReview>>
beforeEach(async () => {
  database = await place.openNew({clock})
  stored = await withReview(database)
})

const weekly = 'r0000000-1'
let runs = 0

/** Completed runs, each with one byte of deals; their ids. */
async function completed(count: number, reviewId: string | null = weekly): Promise<string[]> {
  const ids: string[] = []
  for (let made = 0; made < count; made++) {
    const id = `run-${++runs}`
    const run = await database.startRun(aNewRun(stored.user.id, id, reviewId), () => true)
    const analysis = {...aCompletion.analysis, id: `analysis-${id}`}
    await database.completeRun(
      {runId: id, fence: run.fence},
      {...aCompletion, analysis, input: new Uint8Array([made])},
    )
    ids.push(id)
  }
  return ids
}

const kindOf = async (id: string, scheduledReviewId: string | null = weekly) =>
  (await database.readInput({id, scheduledReviewId})).kind
const kinds = (ids: readonly string[], reviewId: string | null = weekly) =>
  Promise.all(ids.map(id => kindOf(id, reviewId)))
const keptRuns = () => place.dump().review_inputs!.map(row => (row as {run_id: string}).run_id)

describe('the deals of runs', () => {
  it('come back as they were stored', async () => {
    const [id] = await completed(1)
    expect(await database.readInput({id: id!, scheduledReviewId: weekly})).toEqual({
      kind: 'kept',
      document: Buffer.from([0]),
    })
  })

  it('are kept of the last 13 of a review', async () => {
    const ids = await completed(15)
    expect(await kinds(ids.slice(0, 3))).toEqual(['too-old', 'too-old', 'kept'])
    expect(keptRuns()).toEqual(ids.slice(2))
  })

  it('are kept of the last 13 without a review, beside those of others', async () => {
    const [ofReview] = await completed(1)
    const ids = await completed(14, null)
    expect(await kinds(ids.slice(0, 2), null)).toEqual(['too-old', 'kept'])
    expect(keptRuns()).toEqual([ofReview, ...ids.slice(1)])
  })

  it('say why they are not there: too many, or of an earlier version', async () => {
    const [large, old] = await completed(2)
    place.inFile(`UPDATE review_inputs SET document = NULL WHERE run_id = '${large}'`)
    place.inFile(`DELETE FROM review_inputs WHERE run_id = '${old}'`)
    expect([await kindOf(large!), await kindOf(old!)]).toEqual(['too-large', 'never-kept'])
  })

  it('are not stored by a claim that is void', async () => {
    const run = await database.startRun(aNewRun(stored.user.id, 'lost'), () => true)
    await expect(
      database.completeRun({runId: 'lost', fence: run.fence + 1}, aCompletion),
    ).rejects.toMatchObject({code: 'conflict'})
    expect(keptRuns()).toEqual([])
  })

  it('go with their run', async () => {
    const ids = await completed(3)
    await database.prune({before: new Date(0), keepPerReview: 1})
    expect(keptRuns()).toEqual(ids.slice(2))
  })

  it('stay with the runs of a review that is removed, up to 13 of all those', async () => {
    const bare = await completed(10, null)
    const ids = await completed(6)
    await database.removeReview(stored.user.id, weekly)
    expect(keptRuns()).toHaveLength(16)
    await database.prune({before: new Date(0), keepPerReview: 1000})
    expect(keptRuns()).toEqual([...bare.slice(3), ...ids])
  })

  it('are in a backup', async () => {
    await completed(2)
    const target = `${place.folder}/backup.db`
    await database.backup(target)
    const copy = await place.open({}, target)
    expect(await copy.readInput({id: keptRuns()[0]!, scheduledReviewId: weekly})).toMatchObject({
      kind: 'kept',
    })
  })
})

describe('db check of stored deals', () => {
  const dealsCheck = async () => (await database.check({full: true})).find(({name}) => name === 'deals')

  it('counts those that can be read, and names those that cannot', async () => {
    const nobody = {begin: () => undefined, add: () => undefined}
    const recorded = new RecordedDeals(nobody, {
      fields: new Set(),
      customFields: new Set(),
      fiscalYear: false,
    })
    const report = {rowsRead: 0, bytesRead: 0, refusedCount: 0, refusals: [], warnings: []}
    const end = {label: '', report, asOf: '2026-11-26T12:00:00.000Z', timeZone: 'UTC', stageOrder: null}
    const whole = Buffer.from(recorded.document(end)!).toString('hex')
    const ids = await completed(3)
    place.inFile(`UPDATE review_inputs SET document = x'${whole}'`)
    place.inFile(`UPDATE review_inputs SET document = NULL WHERE run_id = '${ids[0]}'`)
    expect(await dealsCheck()).toEqual({name: 'deals', isOk: true, detail: '2 can be read'})
    place.inFile(`UPDATE review_inputs SET document = x'${whole.slice(0, -2)}' WHERE run_id = '${ids[1]}'`)
    expect(await dealsCheck()).toMatchObject({
      isOk: false,
      detail: `1 of 2 cannot be read, the newest: ${ids[1]}`,
    })
  })
})
