import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {IdIndex} from '../../../src/domain/review/id-index.js'
import {TextArena} from '../../../src/domain/review/text-arena.js'

function indexOf(ids: readonly string[]): {index: IdIndex; replaced: number[]} {
  const index = new IdIndex(new TextArena())
  return {index, replaced: ids.map((id, row) => index.put(id, row))}
}

describe('put', () => {
  it('returns the row of the same id that came before, else -1', () => {
    expect(indexOf(['a', 'b', 'a', 'a', 'c', 'b']).replaced).toEqual([-1, -1, 0, 2, -1, 1])
  })

  it.each([
    {name: 'letter case', ids: ['a', 'A']},
    {name: 'the ids of Salesforce, of which 15 letters tell case', ids: ['006A1', '006a1']},
    {name: 'spaces', ids: ['a', ' a', 'a ']},
    {name: 'leading zeros', ids: ['1', '01', '1.0']},
    {name: 'composed and decomposed letters', ids: ['\u00e9', 'e\u0301']},
    {name: 'an empty id', ids: ['', ' ']},
  ])('tells apart $name', ({ids}) => {
    const {index, replaced} = indexOf(ids)
    expect(replaced).toEqual(ids.map(() => -1))
    expect(ids.map(id => index.find(id))).toEqual(ids.map((_, row) => row))
  })
})

describe('find', () => {
  it.each([1, 1023, 1024, 1025, 2048, 2049, 20_000])('finds each of %i ids and no other', count => {
    const ids = Array.from({length: count}, (_, row) => `deal ${row}`)
    const {index} = indexOf(ids)
    expect(ids.findIndex((id, row) => index.find(id) !== row)).toBe(-1)
    expect(ids.findIndex((id, row) => index.idOf(row) !== id)).toBe(-1)
    expect(index.find(`deal ${count}`)).toBe(-1)
    expect(index.find('')).toBe(-1)
  })

  it('finds the last row of an id that comes again after the tables grew', () => {
    const ids = Array.from({length: 5000}, (_, row) => String(row % 1500))
    const {index, replaced} = indexOf(ids)
    expect(replaced.filter(row => row >= 0)).toHaveLength(3500)
    expect(index.find('0')).toBe(4500)
    expect(index.find('499')).toBe(4999)
    expect(index.find('500')).toBe(3500)
    expect(index.idOf(500)).toBe('500')
  })

  it('leaves nothing behind when it finds nothing', () => {
    const {index} = indexOf(['a'])
    for (let time = 0; time < 5000; time++) expect(index.find(`not there ${time}`)).toBe(-1)
    expect(index.put('b', 1)).toBe(-1)
    expect(index.find('a')).toBe(0)
    expect(index.find('b')).toBe(1)
  })

  it('agrees with a map', () => {
    const id = fc.string({unit: 'grapheme', maxLength: 3})
    fc.assert(
      fc.property(fc.array(id, {maxLength: 300}), fc.array(id), (ids, others) => {
        const {index} = indexOf(ids)
        const rows = new Map(ids.map((each, row) => [each, row]))
        for (const each of [...ids, ...others]) expect(index.find(each)).toBe(rows.get(each) ?? -1)
      }),
    )
  })
})

it('compares rows by their ids', () => {
  const {index} = indexOf(['b', 'a', 'ab', 'b'])
  const rows = [0, 1, 2, 3].sort((a, b) => index.compare(a, b) || a - b)
  expect(rows.map(row => index.idOf(row))).toEqual(['a', 'ab', 'b', 'b'])
  expect(index.compare(0, 3)).toBe(0)
})
