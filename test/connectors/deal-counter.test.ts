import {describe, expect, it} from 'vitest'
import {DealCounter} from '../../src/connectors/deal-counter.js'
import type {Deal} from '../../src/domain/review/deal.js'
import {aDeal} from '../support/a-deal.js'

const open = (id: string, stage = 'Demo') => aDeal({id, stage, outcome: 'open'})
const won = (id: string) => aDeal({id, stage: 'Won', outcome: 'won'})

const counted = (repeats: 'each' | 'last', deals: Deal[]) => {
  const counter = new DealCounter(repeats)
  // What was read before it began anew counts no more.
  counter.begin()
  counter.add([open('9'), won('9')])
  counter.begin()
  for (const deal of deals) counter.add([deal])
  return {
    open: counter.of('open'),
    won: counter.of('won'),
    lost: counter.of('lost'),
    duplicateIds: counter.duplicateIds,
    stages: counter.stages().map(({stage, outcome, deals}) => `${deals} ${outcome} in ${stage}`),
    sample: counter.sample.map(({id}) => id),
  }
}

describe('what the test of a connection counts', () => {
  it.each<[string, 'each' | 'last', Deal[], object]>([
    ['nothing', 'each', [], {open: 0, won: 0, lost: 0, duplicateIds: 0, stages: [], sample: []}],
    [
      'each once, the largest stage first',
      'last',
      [won('1'), open('2'), open('3')],
      {open: 2, won: 1, duplicateIds: 0, stages: ['2 open in Demo', '1 won in Won'], sample: ['2', '3', '1']},
    ],
    [
      'each row of a deal that comes again',
      'each',
      [open('1'), won('1'), won('1')],
      {open: 1, won: 2, duplicateIds: 2, stages: ['2 won in Won', '1 open in Demo']},
    ],
    [
      'the last of a deal that comes again',
      'last',
      [open('1'), won('1'), won('1')],
      {open: 0, won: 1, duplicateIds: 2, stages: ['1 won in Won']},
    ],
    [
      'a deal that comes back',
      'last',
      [open('1'), won('1'), open('1')],
      {open: 1, won: 0, stages: ['1 open in Demo']},
    ],
    [
      'one name of a stage as open and as won',
      'last',
      [open('1', 'Won'), won('2')],
      {stages: ['1 open in Won', '1 won in Won']},
    ],
    ['three as a sample', 'last', ['1', '2', '3', '4'].map(id => open(id)), {sample: ['1', '2', '3']}],
  ])('%s', (_, repeats, deals, expected) => {
    expect(counted(repeats, deals)).toMatchObject(expected)
  })
})
