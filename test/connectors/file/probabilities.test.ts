import {describe, expect, it} from 'vitest'
import {readFile, testFile} from '../../support/read-file.js'

const column = (values: readonly string[]) =>
  `id;stage;probability\n${values.map((value, index) => `${index};Demo;${value}\n`).join('')}`

const asShares =
  'probabilities in "probability" are mixed, shares (0.7) beside percent (70), and are read those up to 1 as shares (0.7 is 70 %); to change it: export the column in one form'
const asPercent =
  'probabilities in "probability" are mixed, shares (0.7) beside percent (70), and are read all as percent (0.7 is 0.7 %); to change it: export the column in one form'

describe('probabilities are shares or percent', () => {
  it.each<[string, string[], number[], string | null]>([
    ['shares', ['0.7', '0.2', '0', '1'], [0.7, 0.2, 0, 1], null],
    ['percent', ['70', '20', '0', '1'], [0.7, 0.2, 0, 0.01], null],
    ['percent with its sign', ['70%', '0.5 %', '1%'], [0.7, 0.005, 0.01], null],
    ['only 0 and 1', ['0', '1'], [0, 1], null],
    ['one percentage among shares', ['0.7', '0.2', '1', '70'], [0.7, 0.2, 1, 0.7], asShares],
    ['one with a sign among shares', ['0.7', '0.2', '0.5%'], [0.7, 0.2, 0.005], asShares],
    ['one share among percent', ['70', '20', '0.5'], [0.7, 0.2, 0.005], asPercent],
    ['as many of both', ['70', '0.5'], [0.7, 0.005], asPercent],
    ['decimal commas', ['0,7', '0,2', '70'], [0.7, 0.2, 0.7], asShares],
  ])('%s', async (_, values, expected, warning) => {
    const {deals, report} = await readFile(column(values))
    expect(deals.map(({probability}) => probability)).toEqual(expected)
    expect(report).toMatchObject({refusedCount: 0, warnings: warning ? [warning] : []})
    const {columns} = await testFile(column(values))
    expect(columns[2]!.ambiguity).toBe(warning)
  })

  it('above 100 among shares is neither', async () => {
    const {report} = await readFile(column([...Array.from({length: 30}, () => '0.7'), '700']))
    expect(report).toMatchObject({refusals: [{row: 32, value: '700'}], warnings: []})
  })

  const many = (value: string) => Array.from({length: 20_000}, () => value)

  it.each<[string, string[], number, number, string | null]>([
    ['percent after shares', [...many('0.7'), '70'], 0.7, 0.7, asShares],
    ['a sign after shares', [...many('0.7'), '0.5%'], 0.7, 0.005, asShares],
    ['a share after percent', [...many('70'), '0.5'], 0.7, 0.005, asPercent],
    ['more percent after fewer shares', [...many('0.7'), ...many('70'), '70'], 0.7 / 100, 0.7, asPercent],
    ['percent after 0 and 1', [...many('1'), '70'], 0.01, 0.7, null],
  ])('%s, late in a file', async (_, values, first, last, warning) => {
    const {deals, report, begins} = await readFile(column(values))
    expect([deals[0]!.probability, deals.at(-1)!.probability]).toEqual([first, last])
    expect(report.warnings).toEqual(warning ? [warning] : [])
    expect(begins).toBe(2)
  })
})
