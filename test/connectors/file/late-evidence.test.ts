import {describe, expect, it} from 'vitest'
import {formatCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {readFile, testFile} from '../../support/read-file.js'

/** More rows than are looked at before a file is read: what tells how its values are written comes after them. */
const many = Array.from({length: 12_000}, (_, index) => `${index};Deal ${index};Proposal;2026-11-30;12`)
const file = (...rows: string[]) => ['id;name;stage;close date;amount', ...many, ...rows].join('\n')

describe('evidence that comes late in a file', () => {
  it.each<[string, string[], string, number, RegExp | null]>([
    ['nothing to tell', ['x;Last;Proposal;2026-12-01;15'], '2026-12-01', 15, null],
    ['day first', ['y;A;Proposal;25/11/2026;1', 'x;Last;Proposal;03/04/2026;2'], '2026-04-03', 2, null],
    ['month first', ['y;A;Proposal;11/25/2026;1', 'x;Last;Proposal;03/04/2026;2'], '2026-03-04', 2, null],
    [
      'either order',
      ['x;Last;Proposal;03/04/2026;2'],
      '2026-03-04',
      2,
      /dates in "close date" are read month first/,
    ],
    ['a decimal comma', ['y;A;Proposal;;1,5', 'x;Last;Proposal;2026-12-01;1.234'], '2026-12-01', 1234, null],
    ['a decimal point', ['y;A;Proposal;;1.5', 'x;Last;Proposal;2026-12-01;1,234'], '2026-12-01', 1234, null],
    [
      'either sign',
      ['x;Last;Proposal;2026-12-01;1,234'],
      '2026-12-01',
      1234,
      /numbers in "amount" are read with a decimal point/,
    ],
  ])('%s', async (_, rows, closeDate, amount, warning) => {
    const {deals, report} = await readFile(file(...rows))
    const last = deals.at(-1)!
    expect(deals).toHaveLength(12_000 + rows.length)
    expect([formatCalendarDate(last.closeDate!), last.amount]).toEqual([closeDate, amount])
    if (warning) expect(report.warnings).toEqual([expect.stringMatching(warning)])
    else expect(report.warnings).toEqual([])
  })
})

/** Rows that fit both readings fill the first part; the last ones fit one only. */
const open = Array.from({length: 12_000}, (_, index) => `${index};Deal ${index};Proposal;03/04/2026;1,234`)
const openFile = (...rows: string[]) => ['id;name;stage;close date;amount', ...open, ...rows].join('\n')

describe('what the first part leaves open and a later one settles is no longer told as open', () => {
  it.each<[string, string, string, number, number]>([
    ['month first, a decimal point', 'x;Last;Proposal;12/25/2026;1,234.56', '2026-03-04', 1234, 0],
    ['day first, a decimal comma', 'x;Last;Proposal;25/12/2026;1.234,56', '2026-04-03', 1.234, 0],
    ['nothing', 'x;Last;Proposal;03/04/2026;1,234', '2026-03-04', 1234, 2],
  ])('%s', async (_, row, closeDate, amount, warnings) => {
    const {deals, report, begins} = await readFile(openFile(row))
    expect([formatCalendarDate(deals[0]!.closeDate!), deals[0]!.amount]).toEqual([closeDate, amount])
    expect(report.warnings).toHaveLength(warnings)
    expect(begins).toBe(1)
  })
})

it('a connection test counts how full a column is over every row', async () => {
  const empty = Array.from({length: 4000}, (_, index) => `${index + 20_000};Deal;Proposal;2026-11-30;`)
  const {columns} = await testFile(file(...empty))
  expect(columns.map(({column, filled}) => [column, filled])).toEqual([
    ['id', 1],
    ['name', 1],
    ['stage', 1],
    ['close date', 1],
    ['amount', 0.75],
  ])
})
