import {describe, expect, it} from 'vitest'
import {daemonCommand} from '../../../src/cli/commands/daemon.js'
import {serviceNotifier} from '../../../src/platform/service-notify.js'
import {aCommandContext} from '../../support/a-command-context.js'
import {storeFolder} from '../../support/a-store.js'

const place = storeFolder()

/** A daemon that was told to stop before it started; the signals of the waits that it began. */
async function stopped(closing: () => Promise<void>) {
  const context = aCommandContext()
  const waits: (AbortSignal | undefined)[] = []
  const database = await place.open()
  const calls: string[] = []
  const run = daemonCommand.run(
    {
      ...context,
      database: async () => database,
      signal: AbortSignal.abort(),
      // Nobody listens without NOTIFY_SOCKET.
      notifier: async log => serviceNotifier({}, 1, log),
      lockDaemon: async () => ({release: () => void calls.push('release')}),
      reviewThreads: async threads => ({...(await context.reviewThreads(threads)), close: closing}),
      host: {...context.host, killSelf: () => void calls.push('kill')},
      clock: {
        ...context.clock,
        sleep(ms, signal) {
          waits.push(signal)
          return context.clock.sleep(ms, signal)
        },
      },
    },
    {json: false},
  )
  await context.clock.advance(5000)
  await run
  return {waits, calls}
}

describe('a daemon that stops', () => {
  it('leaves no timer behind when its threads have ended', async () => {
    const {waits, calls} = await stopped(async () => undefined)
    expect(waits.length).toBeGreaterThan(0)
    expect(waits.filter(signal => !signal?.aborted)).toEqual([])
    expect(calls).toEqual(['release'])
  })

  it('ends itself when its threads do not end', async () => {
    const {calls} = await stopped(() => new Promise(() => undefined))
    expect(calls).toEqual(['release', 'kill'])
  })
})
