import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {planHandDelivery} from '../../src/app/plan-hand-delivery.js'
import {reviewTask} from '../../src/app/review-task.js'
import {runCompletion} from '../../src/app/run-completion.js'
import {connectorOf} from '../../src/connectors/all-connectors.js'
import type {OwnerDigests} from '../../src/domain/delivery/owner-digests.js'
import {decodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {htmlReport} from '../../src/report/html.js'
import {jsonReport} from '../../src/report/json.js'
import {countedIds} from '../support/a-queue.js'
import {aReportInput} from '../support/a-report-input.js'
import {aNewRun, storeFolder, withReview} from '../support/a-store.js'
import {aChannel} from '../support/an-outbox.js'
import {reviewsInThisThread} from '../support/in-this-thread.js'
import {noAccess} from '../support/no-access.js'

const place = storeFolder()

/** Each deal is overdue; the two named Bo are two people. */
const file = `id,name,stage,amount,close date,owner,owner email
1,A,New,10,2025-01-01,Ada,ada@acme.com
2,B,New,10,2025-01-01,Bo,bo@acme.com
3,C,New,10,2025-01-01,Bo,bo2@acme.com
4,D,New,10,2025-01-01,Cy,cy@else.com
5,E,New,10,2025-01-01,Di,
6,F,New,10,2025-01-01,Ed,ed@acme.com
`
const ownerDigests: OwnerDigests = {
  channel: 'leads',
  recipients: {Ed: 'edward@acme.com'},
  domains: ['acme.com'],
  addresses: 'crm',
}

/** A run over the file is stored, with what it gives owners; its result crosses a thread's border. */
async function storedRun(digests: OwnerDigests) {
  const database = await place.openNew()
  const {user, review} = await withReview(database)
  await database.addChannel(aChannel({userId: user.id, id: 'ch-mail', name: 'leads', kind: 'email'}), null)
  const {isReadable: _, ...stored} = await database.findReview(user.id, review.id)
  await database.updateReview({...stored, ownerDigests}, stored.updatedAt)
  const path = join(place.folder, 'deals.csv')
  await writeFile(path, file)
  const asOf = new Date('2025-04-01T12:00:00Z')
  const task = reviewTask(
    {kind: 'file', name: 'emea', settings: {path}},
    {
      rules: {name: 'recommended', file: {extends: ['revsched:recommended']}},
      filter: null,
      asOf,
      timeZone: 'UTC',
      ownerDigests: digests,
    },
  )
  const result = await reviewsInThisThread(connectorOf).execute(structuredClone(task), {
    access: noAccess,
    previous: async () => null,
    signal: new AbortController().signal,
  })
  const {fence} = await database.startRun(aNewRun(user.id, 'run-1'), () => true)
  const completion = runCompletion(structuredClone(result), {
    ids: {next: countedIds('d')},
    completedAt: asOf,
    delivering: {...review, ownerDigests: digests},
  })
  const run = await database.completeRun({runId: 'run-1', fence}, completion)
  const plan = await planHandDelivery({store: database}, user, {run, channels: [], owners: [], again: false})
  const told = [...plan.added, ...plan.again].map(({owner, recipient, from}) => ({owner, recipient, from}))
  const left = plan.left.map(({owner, reason}) => `${owner}: ${reason}`).sort()
  return {database, run, result, told, left}
}

const known = [
  {owner: 'Ada', recipient: 'ada@acme.com', from: 'crm'},
  {owner: 'Ed', recipient: 'edward@acme.com', from: 'map'},
]

it('owners are written to at the addresses of their deals, which nobody else gets to see', async () => {
  const {database, run, result, told, left} = await storedRun(ownerDigests)
  const deliveries = await database.listDeliveries([run.id])
  expect(deliveries.map(({owner}) => owner).sort()).toEqual(['Ada', 'Ed'])
  expect(told).toEqual(expect.arrayContaining(known))
  expect(left).toEqual([
    'Bo: the address is ambiguous: the CRM has owners of that name with different ones',
    'Cy: cy@else.com is not of an allowed domain',
    'Di: no address is known, neither in the map nor in the CRM',
  ])
  const analysis = decodeAnalysis(await database.readAnalysis(run.id))
  const shown = aReportInput(analysis, {run})
  const texts = [JSON.stringify(result.summary), ...jsonReport(shown), ...htmlReport(shown)].join('')
  expect(texts).toContain('Ada')
  expect(texts).not.toMatch(/acme\.com|else\.com/)
})

it('those of a run from before they were asked for are not known', async () => {
  const {addresses: _, ...before} = ownerDigests
  const {told, left, result} = await storedRun(before)
  expect(told).toEqual(known.filter(({from}) => from === 'map'))
  expect(left).toContain('Ada: no address is known: the run was made before those of the CRM were asked for')
  expect(result).not.toHaveProperty('ownerEmails')
})
