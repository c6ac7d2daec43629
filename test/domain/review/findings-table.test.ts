import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {FindingsTable, groupByRow} from '../../../src/domain/review/findings-table.js'

type Draft = readonly [row: number, rule: number]

function tableOf(drafts: readonly Draft[]): FindingsTable {
  const findings = new FindingsTable()
  for (const [row, rule] of drafts) findings.add({row, rule, severity: 1, message: `rule ${rule}`})
  return findings
}

/** The rules found on each row. */
function grouped(
  drafts: readonly Draft[],
  rows: number,
  counts: (row: number, rule: number) => boolean = () => true,
): number[][] {
  const findings = tableOf(drafts)
  const {start, order} = groupByRow(findings, rows, counts)
  expect(order).toHaveLength(start[rows]!)
  return Array.from({length: rows}, (_, row) =>
    [...order.subarray(start[row], start[row + 1])].map(index => findings.rules[index]!),
  )
}

describe('FindingsTable', () => {
  it.each([1, 1023, 1024, 1025, 2049, 5000])('keeps each of %i findings', count => {
    const findings = new FindingsTable()
    const drafts = Array.from({length: count}, (_, index) => ({
      row: index * 3,
      rule: index % 300,
      severity: index % 5,
      message: `message ${index % 50}`,
    }))
    for (const draft of drafts) findings.add(draft)
    expect(findings.size).toBe(count)
    const kept = drafts.map((_, index) => ({
      row: findings.rows[index],
      rule: findings.rules[index],
      severity: findings.severities[index],
      message: findings.messageOf(index),
    }))
    expect(kept).toEqual(drafts)
  })

  it('stores equal messages once', () => {
    const findings = tableOf([
      [0, 1],
      [1, 1],
      [2, 2],
    ])
    expect(findings.messages.texts).toEqual([null, 'rule 1', 'rule 2'])
  })
})

describe('findings by row', () => {
  it.each<{name: string; drafts: Draft[]; rows: number; expected: number[][]}>([
    {name: 'no deals', drafts: [], rows: 0, expected: []},
    {name: 'no findings', drafts: [], rows: 2, expected: [[], []]},
    {name: 'one', drafts: [[0, 7]], rows: 1, expected: [[7]]},
    {
      name: 'on the first and the last row',
      drafts: [
        [0, 1],
        [2, 2],
      ],
      rows: 3,
      expected: [[1], [], [2]],
    },
    {
      name: 'several on a row, as they were found',
      drafts: [
        [1, 5],
        [1, 2],
        [1, 9],
      ],
      rows: 2,
      expected: [[], [5, 2, 9]],
    },
    {
      name: 'found rule by rule',
      drafts: [
        [0, 1],
        [1, 1],
        [2, 1],
        [0, 2],
        [2, 2],
      ],
      rows: 3,
      expected: [[1, 2], [1], [1, 2]],
    },
    {
      name: 'found last row first',
      drafts: [
        [2, 1],
        [1, 2],
        [0, 3],
      ],
      rows: 3,
      expected: [[3], [2], [1]],
    },
  ])('$name', ({drafts, rows, expected}) => expect(grouped(drafts, rows)).toEqual(expected))

  it.each<{name: string; counts: (row: number, rule: number) => boolean; expected: number[][]}>([
    {name: 'a rule', counts: (_, rule) => rule !== 1, expected: [[2], []]},
    {name: 'a row', counts: row => row !== 0, expected: [[], [1]]},
    {name: 'everything', counts: () => false, expected: [[], []]},
  ])('leaves out $name', ({counts, expected}) => {
    expect(
      grouped(
        [
          [0, 1],
          [0, 2],
          [1, 1],
        ],
        2,
        counts,
      ),
    ).toEqual(expected)
  })

  it('agrees with filtering', () => {
    const drafts = fc.array(fc.tuple(fc.nat(30), fc.nat(15)), {maxLength: 200})
    fc.assert(
      fc.property(drafts, fc.nat(15), fc.nat(30), (found, noRule, noRow) => {
        const counts = (row: number, rule: number) => row !== noRow && rule !== noRule
        const expected = Array.from({length: 31}, (_, row) =>
          found.filter(draft => draft[0] === row && counts(...draft)).map(([, rule]) => rule),
        )
        expect(grouped(found, 31, counts)).toEqual(expected)
      }),
    )
  })
})
