import {describe, expect, it} from 'vitest'
import {watchedWrites} from '../../src/app/watched-writes.js'
import {fakeClock} from '../support/fake-clock.js'

/** A database that counts the looks at it, and one who listens to its writes from now on. */
function watching() {
  const clock = fakeClock('2025-04-01T12:00:00Z')
  const stop = new AbortController()
  const at = {writes: 0, looks: 0, seen: 0, isWatched: false, isInPlace: true, tell: (): void => undefined}
  const store = {
    isInPlace: () => at.isInPlace,
    changeCounter() {
      at.looks++
      return at.writes
    },
    async watchWrites(listener: () => void) {
      at.tell = listener
      at.isWatched = true
      return () => {
        at.isWatched = false
      }
    },
  }
  const ended = (async () => {
    for await (const _ of watchedWrites({store, clock}, stop.signal)) at.seen++
  })()
  ended.catch(() => undefined)
  return {at, clock, stop, ended}
}

describe('watchedWrites', () => {
  it('tells at once, and then of each write that the system tells of', async () => {
    const {at, clock} = watching()
    await clock.advance(500)
    expect(at.seen).toBe(1)
    at.writes++
    at.tell()
    await clock.advance(101)
    expect(at.seen).toBe(2)
    await clock.advance(10_000)
    expect(at.seen).toBe(2)
  })

  it('finds a write that nobody told of, or too early, within about two seconds', async () => {
    const {at, clock} = watching()
    await clock.advance(500)
    at.tell()
    await clock.advance(1)
    at.writes++
    await clock.advance(2200)
    expect(at.seen).toBe(2)
  })

  it('ends where the file was removed, to which nobody writes any more', async () => {
    const {at, clock, ended} = watching()
    await clock.advance(500)
    at.isInPlace = false
    await clock.advance(2200)
    await expect(ended).rejects.toMatchObject({code: 'storage', hint: 'start the command again'})
    expect(at.isWatched).toBe(false)
  })

  it('costs next to nothing while nothing happens, and takes a burst as one', async () => {
    const {at, clock} = watching()
    await clock.advance(60_000)
    expect(at.looks).toBeLessThan(100)
    for (let write = 0; write < 1000; write++) {
      at.writes++
      at.tell()
    }
    await clock.advance(1000)
    expect(at.seen).toBe(2)
  })

  it('ends with the reason of its signal, and no longer listens', async () => {
    const {at, clock, stop, ended} = watching()
    await clock.advance(5000)
    expect(at.isWatched).toBe(true)
    const reason = new Error('stopped')
    stop.abort(reason)
    await expect(ended).rejects.toBe(reason)
    expect(at.isWatched).toBe(false)
  })
})
