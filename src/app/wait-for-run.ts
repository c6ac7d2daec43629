import type {Clock} from '../domain/ports/clock.js'
import type {RunStore} from '../domain/ports/store.js'
import {isOpen, type Run} from '../domain/run/run.js'

const lookEveryMs = 300

/** The run when it has ended, whoever executes it. `onStatus` hears of each state that was seen. */
export async function waitForRun(
  {runs, clock}: {runs: Pick<RunStore, 'findRun'>; clock: Clock},
  {userId, id}: Pick<Run, 'userId' | 'id'>,
  {signal, onStatus}: {signal: AbortSignal; onStatus?: (run: Run) => void},
): Promise<Run> {
  for (let seen: Run['status'] | null = null; ; ) {
    const run = await runs.findRun(userId, id)
    if (run.status !== seen) onStatus?.(run)
    seen = run.status
    if (!isOpen(run)) return run
    await clock.sleep(lookEveryMs, signal)
  }
}
