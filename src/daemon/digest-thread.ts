import {Piscina} from 'piscina'
import type {ChannelMessage, DigestTask} from '../domain/ports/channel-driver.js'

/** Messages come in bunches, after a review: then the thread may go. */
const idleMs = 30_000

export type DigestThread = {
  render(task: DigestTask, signal: AbortSignal): Promise<ChannelMessage>
  close(): Promise<void>
}

/** One thread, started by the first message. `filename` is the module with `makeMessage` (src/worker/digest-thread.ts). */
export function digestThread(filename: string): DigestThread {
  let pool: Piscina<DigestTask, ChannelMessage> | null = null
  return {
    render(task, signal) {
      pool ??= newPool(filename)
      return pool.run(task, {signal})
    },
    close: async () => pool?.destroy(),
  }
}

function newPool(filename: string): Piscina<DigestTask, ChannelMessage> {
  const pool = new Piscina<DigestTask, ChannelMessage>({
    filename,
    name: 'makeMessage',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleMs,
    resourceLimits: {maxOldGenerationSizeMb: 512},
    recordTiming: false,
  })
  // Of a thread that breaks, the message fails; unheard, this event ends the process.
  pool.on('error', () => undefined)
  return pool
}
