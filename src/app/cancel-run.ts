import type {Clock} from '../domain/ports/clock.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import type {RunStore} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import type {User} from '../domain/user.js'

/** Ends a run of the actor that waits, and asks the process of one that runs to end it. */
export async function cancelRun(
  {
    runs,
    queue,
    clock,
  }: {
    runs: Pick<RunStore, 'findRun'>
    queue: Pick<RunQueue, 'requestCancel'>
    clock: Clock
  },
  actor: User,
  ref: string,
): Promise<Run> {
  const {id} = await runs.findRun(actor.id, ref, 'open')
  return queue.requestCancel(id, clock.now())
}
