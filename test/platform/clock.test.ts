import {expect, it} from 'vitest'
import {systemClock} from '../../src/platform/clock.js'

it.each(['before', 'while'])('a sleep that is ended %s it began rejects with the reason', async when => {
  const stop = new AbortController()
  const reason = new Error('stopped')
  if (when === 'before') stop.abort(reason)
  const slept = systemClock.sleep(60_000, stop.signal)
  setImmediate(() => stop.abort(reason))
  await expect(slept).rejects.toBe(reason)
})
