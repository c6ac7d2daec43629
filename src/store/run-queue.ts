import type {RunQueue} from '../domain/ports/run-queue.js'
import {advance} from './advance-runs.js'
import {decideDue} from './due-reviews.js'
import {enqueue, requestCancel} from './run-requests.js'
import type {Session} from './session.js'
import {nextLeaseEnd, settleDead, settleDue} from './settle-dead.js'
import {takeBackCursor} from './take-back.js'

/** The table of runs as a queue. Plain SQL, compiled once: a daemon asks twice a second, and holds the write lock meanwhile. */
export function runQueue(session: Session): Omit<RunQueue, 'changeCounter' | 'watchWrites'> {
  return {
    decideDue: input => session.write(() => decideDue(session, input)),
    takeBackCursor: input => session.write(() => takeBackCursor(session, input)),
    advance: input => session.write(() => advance(session, input)),
    settleDead: input => session.write(() => settleDead(session, input)),
    settleDue: input => settleDue(session, input),
    nextLeaseEnd: leaseOwner => session.read(() => nextLeaseEnd(session, leaseOwner)),
    enqueue: request => session.write(() => enqueue(session, request)),
    requestCancel: (runId, at) => session.write(() => requestCancel(session, runId, at)),
  }
}
