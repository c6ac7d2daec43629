import {expect, it} from 'vitest'
import {overview} from '../../src/app/overview.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aDaemonRow} from '../support/a-daemon-row.js'
import {aRun} from '../support/a-run.js'
import {aListing, aUser} from '../support/a-scheduled-review.js'

it('gives each review what runs of it, what waits, and what its last runs found', async () => {
  const running = {status: 'running' as const, leaseOwner: 'daemon', jobId: 'd-1'}
  const told = {runId: 'runs', jobId: 'd-1', step: 'reading', rowsRead: 100, share: 0.5}
  const context = aCommandContext({
    stored: {
      reviews: [
        aListing(),
        aListing({id: 'review-2', name: 'other', nextRunAt: new Date('2025-03-31T10:00:00Z')}),
      ],
      runs: [
        aRun({id: 'old', healthScore: 50}),
        aRun({id: 'new', healthScore: 60}),
        aRun({id: 'runs', ...running}),
        aRun({id: 'waits', status: 'queued'}),
        aRun({id: 'bare', scheduledReviewId: null, status: 'running'}),
      ],
      daemon: aDaemonRow({state: {inProgress: [told]}}),
    },
  })
  const ports = {store: await context.database(), clock: context.clock, isOwnerAlive: () => true}
  const {at, status, reviews} = await overview(ports, aUser())
  expect(at).toEqual(context.clock.now())
  expect(status.queue.running).toBe(2)
  const [weekly, other] = reviews
  expect(weekly!.results.map(({runId}) => runId)).toEqual(['old', 'new'])
  expect(weekly!.running).toMatchObject({
    run: {id: 'runs'},
    progress: {rowsRead: 100, share: 0.5, isAlive: true},
  })
  expect(weekly!.waiting?.id).toBe('waits')
  // Nobody moved its time on: it is worked out.
  expect(other).toMatchObject({
    running: null,
    waiting: null,
    results: [],
    nextRunAt: new Date('2025-04-07T10:00:00Z'),
  })
})
