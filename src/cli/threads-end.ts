import type {ReviewThreads} from '../daemon/review-threads.js'
import type {Clock} from '../domain/ports/clock.js'

/** Threads that were asked to end and have not are left behind after so long. */
const threadsEndMs = 2000

/** Ends the threads; false when one does not end, because it hangs in native code. */
export async function hasEnded(
  threads: Pick<ReviewThreads, 'close'>,
  {clock}: {clock: Clock},
): Promise<boolean> {
  const ended = new AbortController()
  const tooLate = clock.sleep(threadsEndMs, ended.signal).then(
    () => false,
    () => true,
  )
  try {
    return await Promise.race([threads.close().then(() => true), tooLate])
  } finally {
    // A timer that is left would keep the process from exiting until it rings.
    ended.abort()
  }
}
