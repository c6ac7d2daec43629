import type {Clock} from '../domain/ports/clock.js'
import type {Database} from '../domain/ports/store.js'
import {isOpen, type Run} from '../domain/run/run.js'
import {watchedWrites} from './watched-writes.js'

type Store = Pick<Database, 'findRun' | 'changeCounter' | 'watchWrites' | 'isInPlace'>

/** The run when it has ended, whoever executes it. `onStatus` hears of each state that was seen. */
export async function waitForRun(
  {store, clock}: {store: Store; clock: Clock},
  {userId, id}: Pick<Run, 'userId' | 'id'>,
  {signal, onStatus}: {signal: AbortSignal; onStatus?: (run: Run) => void},
): Promise<Run> {
  let seen: Run['status'] | null = null
  for await (const _ of watchedWrites({store, clock}, signal)) {
    const run = await store.findRun(userId, id)
    if (run.status !== seen) onStatus?.(run)
    seen = run.status
    if (!isOpen(run)) return run
  }
  throw signal.reason
}
