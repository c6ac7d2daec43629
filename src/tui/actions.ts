import {cancelRun} from '../app/cancel-run.js'
import {isDaemonAlive} from '../app/daemon-status.js'
import {pauseScheduledReview} from '../app/pause-scheduled-review.js'
import {nextDue} from '../app/plan-schedule.js'
import {queueRun} from '../app/queue-run.js'
import {resumeScheduledReview} from '../app/resume-scheduled-review.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {Database} from '../domain/ports/store.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import {relativeTime} from '../report/relative-time.js'
import type {ListRow} from './list-row.js'
import type {Wish} from './list-state.js'
import {type Message, messageOfError} from './message.js'

export type ActionPorts = {
  store: Database
  clock: Clock
  ids: Ids
  actor: User
  isOwnerAlive(leaseOwner: string): boolean
  /** Shows the page of a run in a browser; false where there is none. */
  openReport(runId: string): Promise<boolean>
}

/** Does what was wished for; what goes wrong is a message, too. */
export async function actionOn(ports: ActionPorts, wish: Wish): Promise<Message | null> {
  try {
    return await done(ports, wish)
  } catch (error) {
    return messageOfError(error)
  }
}

async function done(ports: ActionPorts, wish: Wish): Promise<Message | null> {
  switch (wish.kind) {
    case 'run-now':
      return runNow(ports, wish.row)
    case 'pause':
      return pause(ports, wish.row)
    case 'resume':
      return resume(ports, wish.row)
    case 'cancel':
      return cancel(ports, wish)
    case 'report':
      return report(ports, wish.runId)
    case 'tell':
      return {kind: 'error', text: wish.text}
    default:
      return null
  }
}

/** Without a daemon the run would wait for nobody knows how long. */
async function runNow(ports: ActionPorts, {id, name}: ListRow): Promise<Message> {
  const {store, clock, ids, actor} = ports
  if (!(await isDaemonAlive(ports))) {
    throw new RevschedError('conflict', 'no daemon runs that would take it', {
      hint: `revsched daemon starts one; revsched run-now ${shellWord(name)} does without`,
    })
  }
  const {run} = await queueRun({queue: store, reviews: store, clock, ids}, actor, {ref: id, key: null})
  return {kind: 'done', text: `queued run ${run.id.slice(0, 8)} of ${name}`}
}

async function pause({store, clock, actor}: ActionPorts, {id, name}: ListRow): Promise<Message> {
  await pauseScheduledReview({reviews: store, clock}, actor, {ref: id, reason: null})
  return {kind: 'done', text: `paused ${name}; p resumes it`}
}

async function resume({store, clock, actor}: ActionPorts, {id, name}: ListRow): Promise<Message> {
  const review = await resumeScheduledReview({reviews: store, clock}, actor, id)
  const now = clock.now()
  const due = nextDue(review, now)
  return {kind: 'done', text: `resumed ${name}${due ? `; it is due ${relativeTime(due, now)}` : ''}`}
}

async function cancel(
  {store, clock, actor}: ActionPorts,
  {runId, name}: {runId: string; name: string},
): Promise<Message> {
  const run = await cancelRun({runs: store, queue: store, clock}, actor, runId)
  const what = `run ${run.id.slice(0, 8)} of ${name}`
  return {kind: 'done', text: run.status === 'cancelled' ? `cancelled ${what}` : `asked ${what} to end`}
}

async function report({openReport}: ActionPorts, runId: string): Promise<Message> {
  const isOpen = await openReport(runId)
  const ref = runId.slice(0, 8)
  if (isOpen) return {kind: 'done', text: `opened the report of run ${ref} in the browser`}
  throw new RevschedError('conflict', 'there is no browser to open it here', {
    hint: `revsched report ${shellWord(ref)} --format html --output review.html writes it`,
  })
}
