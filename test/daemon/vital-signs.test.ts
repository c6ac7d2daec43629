import {describe, expect, it} from 'vitest'
import {VitalSigns} from '../../src/daemon/vital-signs.js'

describe('VitalSigns', () => {
  it.each<{name: string; late: number[]; p50Ms: number | null; p99Ms: number | null; runs: number}>([
    {name: 'no run', late: [], p50Ms: null, p99Ms: null, runs: 0},
    {name: 'one run', late: [7], p50Ms: 7, p99Ms: 7, runs: 1},
    {name: 'a hundred runs', late: Array.from({length: 100}, (_, at) => at), p50Ms: 50, p99Ms: 99, runs: 100},
    {name: 'a run before its time', late: [-3], p50Ms: 0, p99Ms: 0, runs: 1},
    {
      name: 'the last thousand alone',
      late: [...Array.from({length: 1000}, () => 9000), ...Array.from({length: 1000}, () => 5)],
      p50Ms: 5,
      p99Ms: 5,
      runs: 1000,
    },
  ])('tells how late $name started', ({late, p50Ms, p99Ms, runs}) => {
    const signs = new VitalSigns()
    for (const ms of late) signs.started(ms)
    expect(signs.told()).toMatchObject({lateness: {p50Ms, p99Ms, runs}, started: late.length})
  })

  it('tells the largest lag once', () => {
    const signs = new VitalSigns()
    for (const ms of [3, 12.4, 5]) signs.lagged(ms)
    expect([signs.told().loopLagMs, signs.told().loopLagMs]).toEqual([12, 0])
  })

  it('keeps the last five errors, newest first', () => {
    const signs = new VitalSigns()
    for (let second = 0; second < 6; second++) signs.failed(new Date(second * 1000), `error ${second}`)
    expect(signs.told().errors.map(({message}) => message)).toEqual([5, 4, 3, 2, 1].map(n => `error ${n}`))
  })
})
