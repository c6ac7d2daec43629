import {describe, expect, it} from 'vitest'
import {waitForRun} from '../../src/app/wait-for-run.js'
import type {Run} from '../../src/domain/run/run.js'
import {aRun} from '../support/a-run.js'
import {fakeClock} from '../support/fake-clock.js'

/** Each write, which the system tells of, brings the next of these states; the last one stays. */
function waiting(...states: Run['status'][]) {
  const clock = fakeClock('2025-04-01T12:00:00Z')
  const told: string[] = []
  const stop = new AbortController()
  let looks = 0
  let writes = 0
  let tell = (): void => undefined
  const store = {
    async findRun() {
      looks++
      return aRun({status: states[Math.min(writes, states.length - 1)]!})
    },
    changeCounter: () => writes,
    isInPlace: () => true,
    async watchWrites(listener: () => void) {
      tell = listener
      return () => undefined
    },
  }
  const write = () => {
    writes++
    tell()
  }
  const ended = waitForRun({store, clock}, aRun(), {
    signal: stop.signal,
    onStatus: ({status}) => void told.push(status),
  })
  return {clock, told, stop, ended, write, looks: () => looks}
}

describe('waitForRun', () => {
  it.each<[Run['status'][], string[]]>([
    [['completed'], ['completed']],
    [
      ['queued', 'queued', 'running', 'running', 'completed'],
      ['queued', 'running', 'completed'],
    ],
    [
      ['queued', 'running', 'queued', 'running', 'failed'],
      ['queued', 'running', 'queued', 'running', 'failed'],
    ],
    [
      ['queued', 'cancelled'],
      ['queued', 'cancelled'],
    ],
  ])('of %j tells %j', async (states, expected) => {
    const {clock, told, ended, looks, write} = waiting(...states)
    await clock.advance(150)
    for (const _ of states.slice(1)) {
      write()
      await clock.advance(150)
    }
    expect((await ended).status).toBe(expected.at(-1))
    expect([told, looks()]).toEqual([expected, states.length])
  })

  it('looks once while nothing is written', async () => {
    const {clock, stop, ended, looks} = waiting('queued')
    await clock.advance(60_000)
    expect(looks()).toBe(1)
    stop.abort(new Error('stopped'))
    await expect(ended).rejects.toThrow('stopped')
  })

  it('ends when it is told to', async () => {
    const {clock, stop, ended, looks} = waiting('queued')
    await clock.advance(1000)
    const reason = new Error('stopped')
    stop.abort(reason)
    await expect(ended).rejects.toBe(reason)
    const before = looks()
    await clock.advance(1000)
    expect(looks()).toBe(before)
  })
})
