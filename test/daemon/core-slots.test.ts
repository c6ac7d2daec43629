import {describe, expect, it} from 'vitest'
import {CoreSlots} from '../../src/daemon/core-slots.js'
import {fakeClock} from '../support/fake-clock.js'

/** Reviews `a` to `d` that ask one after the other, on a machine of two cores. */
async function asked() {
  const clock = fakeClock('2026-03-29T00:00:00.000Z')
  const slots = new CoreSlots(clock, 2)
  const entered: string[] = []
  const leave = new Map<string, () => void>()
  for (const name of ['a', 'b', 'c', 'd'])
    void slots.enter().then(left => {
      entered.push(name)
      leave.set(name, left)
    })
  await turn()
  return {
    clock,
    entered,
    async end(name: string) {
      leave.get(name)!()
      await turn()
    },
  }
}

const turn = () => new Promise(setImmediate)

describe('the slots of two cores', () => {
  it('are given to the first two, and to each next one as another ends', async () => {
    const {entered, end} = await asked()
    expect(entered).toEqual(['a', 'b'])
    await end('b')
    expect(entered).toEqual(['a', 'b', 'c'])
    await end('a')
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('keep nobody waiting for longer than half a second', async () => {
    const {clock, entered} = await asked()
    await clock.advance(499)
    expect(entered).toEqual(['a', 'b'])
    await clock.advance(1)
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })

  it('let the next one in when those that entered late have ended as well', async () => {
    const {clock, entered, end} = await asked()
    await end('a')
    await clock.advance(500)
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
    for (const name of ['b', 'c', 'd']) await end(name)
    expect(entered).toEqual(['a', 'b', 'c', 'd'])
  })
})
