import type {Clock} from '../domain/ports/clock.js'
import {type Database, type RecentResult, type ReviewListing, runsInTrend} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {User} from '../domain/user.js'
import {type DaemonStatus, daemonStatus} from './daemon-status.js'
import {nextDue} from './plan-schedule.js'
import type {RunningRun} from './running-runs.js'

/** A scheduled review and what it does now. */
export type WatchedReview = ReviewListing & {
  /** In `nextRunAt`: when it is due next, also while nothing keeps that up to date. */
  running: {run: Run; progress: RunningRun | null} | null
  /** The run that waits in the queue, the first where several do. */
  waiting: Run | null
  /** Of its last completed runs, oldest first. */
  results: readonly RecentResult[]
}

/** All of a user at one moment. */
export type Overview = {at: Date; status: DaemonStatus; reviews: readonly WatchedReview[]}

export type OverviewPorts = {
  store: Pick<
    Database,
    'lastDaemon' | 'queueNumbers' | 'listEvents' | 'listRuns' | 'listReviews' | 'recentResults'
  >
  clock: Clock
  isOwnerAlive(leaseOwner: string): boolean
}

/** What the daemon does and how each scheduled review is: five queries, whatever the number of reviews. */
export async function overview(ports: OverviewPorts, actor: User): Promise<Overview> {
  const {store, clock} = ports
  const at = clock.now()
  const status = await daemonStatus(ports, actor)
  const listings = await store.listReviews(actor.id)
  const open = await store.listRuns({userId: actor.id, statuses: ['queued', 'running']})
  const runs = byReview(open.reverse())
  const results = byReview(await store.recentResults(actor.id, runsInTrend))
  const reviews = listings.map(listing => {
    const ofReview = runs.get(listing.id) ?? []
    const run = ofReview.find(({status}) => status === 'running')
    return {
      ...listing,
      nextRunAt: nextDue(listing, at),
      running: run ? {run, progress: status.running.find(({runId}) => runId === run.id) ?? null} : null,
      waiting: ofReview.find(({status}) => status === 'queued') ?? null,
      results: results.get(listing.id) ?? [],
    }
  })
  return {at, status, reviews}
}

function byReview<Item extends {scheduledReviewId: string | null}>(
  items: readonly Item[],
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = item.scheduledReviewId ?? ''
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
