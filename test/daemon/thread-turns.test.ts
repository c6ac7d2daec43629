import {describe, expect, it} from 'vitest'
import {type Lane, recalled, type Turn} from '../../src/daemon/lane.js'
import {ThreadTurns} from '../../src/daemon/thread-turns.js'
import {fakeClock} from '../support/fake-clock.js'

/** Reviews `a` to `e` that ask one after the other, on a machine of two cores. */
async function asked() {
  const clock = fakeClock('2026-03-29T00:00:00.000Z')
  const broken: ((error: unknown) => void)[] = []
  const open = (onBroken: (error: unknown) => void) => {
    broken.push(onBroken)
    return {send: () => undefined, kill: () => undefined, end: async () => undefined}
  }
  const turns = new ThreadTurns({clock, open}, 2)
  const had = new Map<string, Turn>()
  const lanes: Lane[] = []
  const ends: string[] = []
  async function enter(name: string, place: 'first' | 'last' = 'last') {
    const turn = await turns.enter(place)
    had.set(name, turn)
    if (!lanes.includes(turn.lane)) lanes.push(turn.lane)
    turn.ended.addEventListener('abort', () => {
      const isRecalled = turn.ended.reason === recalled
      ends.push(`${name} ${isRecalled ? 'recalled' : turn.ended.reason}`)
      setImmediate(() => turns.leave(turn))
      if (isRecalled) void enter(name, 'first')
    })
  }
  for (const name of ['a', 'b', 'c', 'd', 'e']) void enter(name)
  await settled()
  return {
    /** By thread: who is in it, and after a `+` who was sent ahead. */
    threads: () =>
      lanes.map(({current, next}) => [current, next].map(turn => nameOf(had, turn)).join('+')).join(' '),
    ends: () => ends.join(', '),
    async leave(name: string) {
      await turns.leave(had.get(name)!)
      await settled()
    },
    /** Its end is heard of a little later. */
    async stop(name: string) {
      had.get(name)!.end('stopped')
      await settled()
    },
    async closeAll() {
      turns.closeLanes()
      await settled()
    },
    async wait(ms: number) {
      await clock.advance(ms)
      await settled()
    },
    async breaks(thread: number, error: string) {
      broken[thread]!(error)
      await settled()
    },
  }
}

function nameOf(had: Map<string, Turn>, wanted: Turn | null): string {
  return [...had].find(([, turn]) => turn === wanted)?.[0] ?? ''
}

async function settled() {
  for (let round = 0; round < 4; round++) await new Promise(setImmediate)
}

describe('the threads of two cores', () => {
  it('take one each and one ahead, and a further one when the next has its turn', async () => {
    const {threads, leave} = await asked()
    expect(threads()).toBe('a+c b+d')
    await leave('a')
    expect(threads()).toBe('c+e b+d')
    await leave('b')
    expect(threads()).toBe('c+e d+')
  })

  it('take from each other what was sent ahead when they have nothing left', async () => {
    const {threads, leave, ends} = await asked()
    for (const name of ['a', 'b', 'd']) await leave(name)
    expect(threads()).toBe('c+ d+ e+')
    expect(ends()).toBe('e recalled')
  })

  it('pass on their core after a second, and what was sent ahead with it', async () => {
    const {threads, wait, ends} = await asked()
    await wait(999)
    expect(threads()).toBe('a+c b+d')
    await wait(1)
    expect(threads()).toBe('a+ b+ c+e d+')
    expect(ends()).toBe('c recalled, d recalled')
  })

  it('pass on a core once, be it at the end of a review or because it took too long', async () => {
    const {threads, leave, wait} = await asked()
    await wait(1000)
    await leave('a')
    await leave('a')
    expect(threads()).toBe('a+ b+ c+e d+')
    await leave('c')
    expect(threads()).toBe('a+ b+ e+ d+')
  })

  it('break with the review that they are about, and only with that one', async () => {
    const {threads, breaks, ends} = await asked()
    await breaks(0, 'out of memory')
    expect(ends()).toBe('c recalled, a out of memory')
    expect(threads()).toBe('a+ b+d c+e')
  })

  it('get nothing behind one that was stopped in the moment in which its turn came', async () => {
    const {threads, stop, leave} = await asked()
    await Promise.all([stop('c'), leave('a')])
    expect(threads()).toBe('a+ b+d e+')
  })

  it('are left with what they do when another review waits for a thread', async () => {
    const {threads, closeAll} = await asked()
    await closeAll()
    expect(threads()).toBe('a+ b+')
  })

  it('get nothing more after one that was stopped before its turn, which they may have begun', async () => {
    const {threads, leave} = await asked()
    await leave('c')
    expect(threads()).toBe('a+ b+d')
    await leave('a')
    expect(threads()).toBe('a+ b+d e+')
  })

  it('are free when all have ended', async () => {
    const {threads, leave} = await asked()
    for (const name of ['a', 'b', 'c', 'd', 'e']) await leave(name)
    expect(threads().match(/\+$|\+ /g)).toHaveLength(threads().split(' ').length)
  })
})

describe('threads that are not to be opened', () => {
  it('refuse each review that waits for one', async () => {
    const open = () => {
      throw new Error('ended')
    }
    const turns = new ThreadTurns({clock: fakeClock('2026-03-29T00:00:00.000Z'), open}, 1)
    const asked = await Promise.allSettled([turns.enter('last'), turns.enter('last')])
    expect(asked.map(({status}) => status)).toEqual(['rejected', 'rejected'])
    expect(() => turns.alone()).toThrow('ended')
  })
})
