import type {Clock} from '../domain/ports/clock.js'

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    // Loaded when somebody waits: most commands never do.
    const {setTimeout: wait} = await import('node:timers/promises')
    await wait(ms, undefined, signal ? {signal} : {})
  },
}
