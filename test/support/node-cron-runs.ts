import {createTask} from 'node-cron'
import {vi} from 'vitest'

/** The next runs according to node-cron. It lists only what comes after "now", so the date it sees is set for the call. */
export function nodeCronRuns(
  cron: string,
  timezone: string,
  {after, count}: {after: Date; count: number},
): Date[] {
  vi.useFakeTimers({toFake: ['Date'], now: after})
  try {
    const task = createTask(cron, () => undefined, {timezone})
    try {
      return task.getNextRuns(count)
    } finally {
      void task.destroy()
    }
  } finally {
    vi.useRealTimers()
  }
}
