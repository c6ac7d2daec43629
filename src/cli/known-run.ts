import {RevschedError} from '../domain/errors.js'
import {isOpen, type Run} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import type {CommandContext} from './context.js'
import {endedWithout, followRun} from './queued-run.js'
import type {Reviewed} from './render/report-format.js'
import {storedAnalysis} from './stored-analysis.js'

type Wanted = {key: string; wait: boolean; scheduledReviewId: string | null; name: string}

/**
 * What the run with that key found; null where the key is new. A run that goes on is waited for with `wait`, else refused as `busy`;
 * one that came to nothing throws why, as it did the first time: nothing is made twice under one key.
 */
export async function knownRun(context: CommandContext, wanted: Wanted): Promise<Reviewed | null> {
  const database = await context.database()
  const actor = await context.actor()
  const run = await database.runWithKey(actor.id, wanted.key)
  if (!run) return null
  refuseOther(run, wanted)
  if (isOpen(run)) {
    if (!wanted.wait) throw stillOpen(run, context)
    return followRun(context, run)
  }
  if (run.status !== 'completed') throw endedWithout(run)
  const {err} = context.io
  await err.write(err.paint.dim(`known already: run ${run.id.slice(0, 8)} has the key, nothing runs again\n`))
  return storedAnalysis(database, actor.id, run.id)
}

function refuseOther(run: Run, {key, scheduledReviewId, name}: Wanted): void {
  if (run.scheduledReviewId === scheduledReviewId && (scheduledReviewId !== null || run.reviewName === name))
    return
  throw new RevschedError('conflict', `the key "${key}" belongs to a run of "${run.reviewName}"`, {
    hint: 'give each review keys of its own, as weekly-2026-11-16',
  })
}

function stillOpen({id, status, leaseOwner}: Run, {host}: CommandContext): RevschedError {
  const name = `run ${id.slice(0, 8)}`
  const isLost = status === 'running' && leaseOwner !== null && !host.isOwnerAlive(leaseOwner)
  return isLost
    ? new RevschedError('busy', `${name} has the key, and its process is gone`, {
        hint: `a daemon settles it; another key runs the review at once`,
      })
    : new RevschedError('busy', `${name} has the key and is ${status}`, {
        hint: `--wait waits for it; revsched cancel ${shellWord(id.slice(0, 8))} ends it`,
      })
}
