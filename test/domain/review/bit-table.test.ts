import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {BitTable} from '../../../src/domain/review/bit-table.js'

type Bit = readonly [row: number, column: number]

function tableOf({columns, rows, bits}: {columns: number; rows?: number; bits: readonly Bit[]}): BitTable {
  const table = new BitTable(columns, rows)
  for (const [row, column] of bits) table.set(row, column)
  return table
}

/** The columns that are set in a row. */
function setIn(table: BitTable, row: number, columns: number): number[] {
  return [...table.countsOf(Uint32Array.of(row), columns)].flatMap((count, column) => (count ? [column] : []))
}

describe('BitTable', () => {
  it.each<{name: string; columns: number; bit: Bit}>([
    {name: 'the first of all', columns: 1, bit: [0, 0]},
    {name: 'the last column of a word', columns: 32, bit: [0, 31]},
    {name: 'the first column of the next word', columns: 33, bit: [0, 32]},
    {name: 'the last of two words', columns: 64, bit: [1, 63]},
    {name: 'the last row at first', columns: 40, bit: [3, 39]},
    {name: 'the first row beyond', columns: 40, bit: [4, 0]},
    {name: 'the last column of the first row beyond', columns: 40, bit: [4, 39]},
    {name: 'a row far beyond', columns: 40, bit: [10_000, 35]},
  ])('sets $name and no neighbour', ({columns, bit: [row, column]}) => {
    const table = tableOf({columns, rows: 4, bits: [[row, column]]})
    const near = [row - 1, row, row + 1].filter(number => number >= 0)
    expect(near.map(number => setIn(table, number, columns))).toEqual(
      near.map(number => (number === row ? [column] : [])),
    )
  })

  it('tells single bits, and none of rows that it does not reach', () => {
    const table = tableOf({
      columns: 33,
      rows: 2,
      bits: [
        [1, 31],
        [1, 32],
      ],
    })
    const asked: Bit[] = [
      [1, 31],
      [1, 32],
      [1, 30],
      [0, 31],
      [0, 32],
      [5000, 0],
    ]
    expect(asked.map(([row, column]) => table.has(row, column))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ])
  })

  it('keeps what was set when it grows', () => {
    const bits = Array.from({length: 5000}, (_, row) => [row, row % 40] as const)
    const table = tableOf({columns: 40, rows: 1, bits})
    expect(bits.map(([row]) => setIn(table, row, 40))).toEqual(bits.map(([, column]) => [column]))
    expect(table.countsOf(Uint32Array.from(bits.keys()), 40)).toEqual(new Uint32Array(40).fill(125))
  })

  it('takes a bit set twice as set', () => {
    const table = tableOf({
      columns: 2,
      bits: [
        [0, 1],
        [0, 1],
      ],
    })
    expect([...table.countsOf(Uint32Array.of(0), 2)]).toEqual([0, 1])
  })

  it('has nothing in rows beyond its end', () => {
    const table = tableOf({columns: 3, rows: 2, bits: [[0, 0]]})
    expect([...table.countsOf(Uint32Array.of(1_000_000), 3)]).toEqual([0, 0, 0])
  })

  it('counts the given rows alone, column by column', () => {
    const columns = 70
    const bits = fc.array(fc.tuple(fc.nat(99), fc.nat(columns - 1)))
    const someRows = fc.uniqueArray(fc.nat(120))
    fc.assert(
      fc.property(bits, someRows, (set, counted) => {
        const places = new Set(set.map(([row, column]) => row * columns + column))
        const expected = Array.from(
          {length: columns},
          (_, column) => counted.filter(row => places.has(row * columns + column)).length,
        )
        const table = tableOf({columns, rows: 1, bits: set})
        expect([...table.countsOf(Uint32Array.from(counted), columns)]).toEqual(expected)
      }),
    )
  })
})
