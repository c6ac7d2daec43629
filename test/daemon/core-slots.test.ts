import {describe, expect, it} from 'vitest'
import {CoreSlots} from '../../src/daemon/core-slots.js'
import {fakeClock} from '../support/fake-clock.js'

/** Reviews `a` to `e` that ask one after the other, on a machine of two cores. */
async function asked() {
  const clock = fakeClock('2026-03-29T00:00:00.000Z')
  const slots = new CoreSlots(clock, 2)
  const leave = new Map<string, () => void>()
  for (const name of ['a', 'b', 'c', 'd', 'e']) void slots.enter().then(left => leave.set(name, left))
  await turn()
  return {
    entered: () => [...leave.keys()].join(''),
    async end(name: string) {
      leave.get(name)!()
      await turn()
    },
    async wait(ms: number) {
      await clock.advance(ms)
      await turn()
    },
  }
}

const turn = () => new Promise(setImmediate)

describe('the slots of two cores', () => {
  it('are given to the first two, and to each next one as another ends', async () => {
    const {entered, end} = await asked()
    expect(entered()).toBe('ab')
    await end('b')
    expect(entered()).toBe('abc')
    await end('a')
    expect(entered()).toBe('abcd')
  })

  it('are passed on after a second by those that take longer', async () => {
    const {entered, wait} = await asked()
    await wait(999)
    expect(entered()).toBe('ab')
    await wait(1)
    expect(entered()).toBe('abcd')
  })

  it('are passed on once, be it by who ends or by who took too long', async () => {
    const {entered, end, wait} = await asked()
    await end('a')
    await end('a')
    expect(entered()).toBe('abc')
    await wait(1000)
    expect(entered()).toBe('abcde')
  })

  it('are free when all have ended', async () => {
    const {entered, end} = await asked()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await end(name)
    expect(entered()).toBe('abcde')
  })
})
