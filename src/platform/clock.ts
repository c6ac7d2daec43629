import type {Clock} from '../domain/ports/clock.js'

// Loaded when somebody waits: most commands never do.
let timers: Promise<typeof import('node:timers/promises')> | null = null

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    timers ??= import('node:timers/promises')
    const {setTimeout: wait} = await timers
    try {
      await wait(ms, undefined, signal ? {signal} : {})
    } catch (error) {
      // Node's own error has the reason inside.
      signal?.throwIfAborted()
      throw error
    }
  },
}
