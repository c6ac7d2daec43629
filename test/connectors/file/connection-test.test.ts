import {describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {testFile} from '../../support/read-file.js'

const header = 'id,name,stage\n'

describe('the sample of a connection test', () => {
  it.each<{name: string; rows: string; ids: string[]}>([
    {
      name: 'the first three open deals',
      rows: '1,A,Won\n2,B,Demo\n3,C,Demo\n4,D,Lost\n5,E,Demo\n6,F,Demo\n',
      ids: ['2', '3', '5'],
    },
    {
      name: 'closed ones behind them where there are fewer',
      rows: '1,A,Won\n2,B,Demo\n3,C,Lost\n4,D,Lost\n',
      ids: ['2', '1', '3'],
    },
    {name: 'closed ones where none is open', rows: '1,A,Won\n2,B,Lost\n', ids: ['1', '2']},
    {name: 'nothing of an empty file', rows: '', ids: []},
  ])('is $name', async ({rows, ids}) => {
    const {sample} = await testFile(header + rows)
    expect(sample.map(({id}) => id)).toEqual(ids)
  })
})

describe('rows that are refused', () => {
  const rows = (bad: number) =>
    Array.from({length: 20}, (_, id) => `${id},A,${id < bad ? 'x' : 10}\n`).join('')

  it.each([
    {name: 'one in twenty, which a review allows', bad: 1, problem: null},
    {name: 'two in twenty, which it does not', bad: 2, problem: /^2 of 20 rows of .* more than 5%/},
  ])('are listed: $name', async ({bad, problem}) => {
    const test = await testFile(`id,name,amount\n${rows(bad)}`)
    expect(test.report.refusals).toHaveLength(bad)
    expect([test.dealsOpen, test.columns.length]).toEqual([20 - bad, 3])
    if (problem === null) expect(test.problem).toBeNull()
    else expect(test.problem?.message).toMatch(problem)
  })
})

describe('rows that repeat an id', () => {
  it.each<{name: string; ids: string[]; repeated: number}>([
    {name: 'none', ids: ['1', '2', '3'], repeated: 0},
    {name: 'one', ids: ['1', '2', '1'], repeated: 1},
    {name: 'two of one id', ids: ['1', '1', '1'], repeated: 2},
    {name: 'letters of another case are another id', ids: ['a', 'A'], repeated: 0},
  ])('$name', async ({ids, repeated}) => {
    const {duplicateIds} = await testFile(header + ids.map(id => `${id},A,Demo\n`).join(''))
    expect(duplicateIds).toBe(repeated)
  })

  it('are counted anew when the read starts over', async () => {
    const rows = Array.from({length: 20_000}, (_, id) => `${id},Plain,Demo\n`).join('')
    const {duplicateIds} = await testFile(
      Buffer.concat([Buffer.from(`${header}${rows}1,`), Buffer.from([0xe9]), Buffer.from(',Demo\n')]),
    )
    expect(duplicateIds).toBe(1)
  })
})

it.each([
  [{path: '/data/deals.csv'}, '/data/deals.csv'],
  [{}, '(settings that cannot be read)'],
  [{path: 7}, '(settings that cannot be read)'],
])('settings %j are described as %s', (settings, text) => expect(fileConnector.describe(settings)).toBe(text))
