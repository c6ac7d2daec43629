import {failBody, successBody} from '../domain/ping/ping-request.js'
import type {ClaimedRun, RunOutcome, SettledRun} from '../domain/ports/run-queue.js'
import type {Ping, PingQueue} from './ping-queue.js'

/** Hears of what became of runs, once it is stored, and tells who waits for them. */
export type RunPings = {
  started(claimed: ClaimedRun): void
  ended(claimed: ClaimedRun, outcome: RunOutcome): void
  settled(settled: SettledRun): void
}

/** No ping for what never began or was called off: whoever waits for a success notices that none comes. */
export function runPings(queue: Pick<PingQueue, 'add'>): RunPings {
  return {
    started(claimed) {
      const ping = startPing(claimed)
      if (ping) queue.add(ping)
    },
    ended(claimed, outcome) {
      const ping = endPing(claimed, outcome)
      if (ping) queue.add(ping)
    },
    settled({runId, reviewName, errorCode, ping}) {
      if (ping) queue.add({...ping, runId, reviewName, kind: 'fail', body: failBody(errorCode ?? 'unknown')})
    },
  }
}

/**
 * A run that was begun before, by an attempt or by a daemon that was stopped, has the error of that: its start has been told. Once more
 * where the daemon was killed before it could store that a run which had waited has begun.
 */
function startPing(claimed: ClaimedRun): Ping | null {
  const about = aboutOf(claimed)
  return about && claimed.run.errorCode === null ? {...about, kind: 'start', body: ''} : null
}

function endPing(claimed: ClaimedRun, outcome: RunOutcome): Ping | null {
  const about = aboutOf(claimed)
  if (!about || outcome.kind === 'retry' || outcome.kind === 'returned') return null
  if (outcome.kind === 'completed') return {...about, kind: 'success', body: successBody(outcome.completion)}
  return outcome.status === 'failed' ? {...about, kind: 'fail', body: failBody(outcome.errorCode)} : null
}

/** Null for a review that tells nobody. */
function aboutOf({run, review: {id, pingUrl}}: ClaimedRun): Omit<Ping, 'kind' | 'body'> | null {
  return pingUrl && {reviewId: id, reviewName: run.reviewName, pingUrl, runId: run.id}
}
