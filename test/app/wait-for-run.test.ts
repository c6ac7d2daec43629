import {describe, expect, it} from 'vitest'
import {waitForRun} from '../../src/app/wait-for-run.js'
import type {Run} from '../../src/domain/run/run.js'
import {aRun} from '../support/a-run.js'
import {fakeClock} from '../support/fake-clock.js'

/** Each look finds the next of these states; the last one stays. */
function waiting(...states: Run['status'][]) {
  const clock = fakeClock('2025-04-01T12:00:00Z')
  const told: string[] = []
  const stop = new AbortController()
  let looks = 0
  const runs = {findRun: async () => aRun({status: states[Math.min(looks++, states.length - 1)]!})}
  const ended = waitForRun({runs, clock}, aRun(), {
    signal: stop.signal,
    onStatus: ({status}) => void told.push(status),
  })
  return {clock, told, stop, ended, looks: () => looks}
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
    const {clock, told, ended, looks} = waiting(...states)
    await clock.advance(5000)
    expect((await ended).status).toBe(expected.at(-1))
    expect([told, looks()]).toEqual([expected, states.length])
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
