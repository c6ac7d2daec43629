import {gzipSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {formatCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

describe('a file without deals', () => {
  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'is empty'],
    ['a line break', '\n', 'holds no records'],
    ['spaces and line breaks', '  \n \r\n\n', 'holds no records'],
    ['a BOM', '\ufeff', 'holds no records'],
    ['a BOM of UTF-16', Buffer.from('\ufeff', 'utf16le'), 'holds no records'],
    ['empty and gzipped', gzipSync(''), 'holds no records'],
  ])('%s', async (_, content, message) => {
    const error = await refusalOf(readFile(content))
    expect(error).toMatchObject({code: 'source-failed', message: expect.stringContaining(message)})
    expect(error.hint).toContain('export the deals again')
  })

  it.each([
    ['an empty array', '[]'],
    ['an empty list in an object', '{"results":[]}'],
  ])('%s', async (_, content) =>
    expect(await refusalOf(readFile(content, {name: 'deals.json'}))).toMatchObject({
      code: 'source-failed',
      message: expect.stringContaining('holds no records'),
    }),
  )

  it.each([
    ['only a header', 'id,name,amount\n'],
    ['a header without a line break', 'id,name,amount'],
    ['a header and empty lines', '\nid,name,amount\n\n\n'],
  ])('%s is a whole file of no deals', async (_, content) => {
    const {deals, report, begins, fields} = await readFile(content)
    expect({deals, begins, rowsRead: report.rowsRead}).toEqual({deals: [], begins: 1, rowsRead: 0})
    expect([...fields]).toEqual(['name', 'amount'])
  })
})

describe('a header that cannot be right', () => {
  it('no known column: shows what it holds and how to map', async () => {
    const error = await refusalOf(readFile('Foo,Bar\n1,2\n'))
    expect(error).toMatchObject({code: 'source-failed', message: 'no known column in the header: Foo, Bar'})
    expect(error.hint).toContain('--map')
  })

  it('no header at all', async () =>
    expect((await refusalOf(readFile('1,Northwind,10\n2,Bluebird,20\n'))).message).toBe(
      'no known column in the header: 1, Northwind, 10',
    ))

  it.each([
    ['a list under another name', '{"foo":[{"id":1}]}'],
    ['an empty object', '{}'],
    ['records without values', '[{},{}]'],
  ])('no column at all, of %s: says where records are looked for', async (_, content) =>
    expect(await refusalOf(readFile(content, {name: 'deals.json'}))).toMatchObject({
      code: 'source-failed',
      message: 'no records with values were found at the top or under results, records, deals or data',
      hint: expect.stringContaining('put the deals into a list'),
    }),
  )

  it('a list under another name, over several lines', async () => {
    const error = await refusalOf(readFile('{\n"foo":[{"id":1}]\n}', {name: 'deals.json'}))
    expect(error.message).toMatch(/holds no records$/)
    expect(error.hint).toContain('under results, records, deals or data')
  })

  it('at most twelve columns and 300 characters of it are shown', async () => {
    const columns = Array.from({length: 13}, (_, index) => `Col${index}`)
    expect((await refusalOf(readFile(`${columns.join(',')}\n`))).message).toMatch(/Col10, Col11$/)
    const message = (await refusalOf(readFile(`${'x'.repeat(500)},y\n`))).message
    expect(message).toBe(`no known column in the header: ${'x'.repeat(300)}`)
  })

  it.each([
    ['the same', 'id,name,name\n1,A,B\n', 'the 2nd and the 3rd'],
    ['the same but for spaces', 'name , id, name\nA,1,B\n', 'the 1st and the 3rd'],
    ['with others between', 'id,name,,,,,,,,,name\n', 'the 2nd and the 11th'],
  ])('one column twice: %s, with both places', async (_, content, places) =>
    expect(await refusalOf(readFile(content))).toEqual({
      code: 'source-failed',
      message: `two columns are called "name", ${places}`,
      hint: 'rename one of them in the file',
    }),
  )

  it.each([[5000], [5001], [200_000]])('%i columns: at most 5000', async count => {
    const header = Array.from({length: count - 1}, (_, index) => `Column ${index}`).join(',')
    const read = readFile(`id,${header}\n`)
    if (count === 5000) return expect((await read).report.rowsRead).toBe(0)
    expect(await refusalOf(read)).toMatchObject({
      code: 'source-failed',
      message: `the header has ${count} columns, more than 5000`,
      hint: expect.stringContaining('export fewer columns'),
    })
  })

  it('several columns without a name are no matter', async () => {
    const {deals} = await readFile('id,name,,\n1,A,x,y\n', {customFields: 'all'})
    expect(deals[0]).toMatchObject({id: '1', name: 'A'})
  })
})

describe('columns given with map', () => {
  const content = 'No,Title,Deal Value,Amount,Phase\n7,A,10,99,Won\n'
  const map = {id: 'No', amount: 'Deal Value', stage: 'Phase'}

  it('go before those known by name; the others stay custom columns', async () => {
    const {deals} = await readFile(content, {settings: {map}, customFields: 'all'})
    expect(deals[0]).toMatchObject({id: '7', name: 'A', amount: 10, outcome: 'won', custom: {Amount: '99'}})
  })

  it('are found whatever their case, spaces and punctuation', async () => {
    const {deals} = await readFile(content, {settings: {map: {...map, amount: 'deal_value'}}})
    expect(deals[0]!.amount).toBe(10)
  })

  it('an exact name goes before a similar one', async () => {
    const similar = 'id,deal value,Deal Value\n1,10,20\n'
    const {deals} = await readFile(similar, {settings: {map: {amount: 'Deal Value'}}})
    expect(deals[0]!.amount).toBe(20)
  })

  it('are not read as a second field', async () => {
    const {deals, fields} = await readFile('id,Name\n1,Northwind\n', {settings: {map: {account: 'Name'}}})
    expect(deals[0]).toMatchObject({account: 'Northwind', name: null})
    expect([...fields]).toEqual(['account'])
  })

  it('a field taken from no column', async () => {
    const {deals, fields} = await readFile(content, {settings: {map: {...map, amount: null}}})
    expect(deals[0]!.amount).toBeNull()
    expect(fields.has('amount')).toBe(false)
  })

  it('a column that is not there: shows the nearest and all', async () => {
    const error = await refusalOf(readFile(content, {settings: {map: {amount: 'Deal Valu'}}}))
    expect(error).toMatchObject({code: 'usage', message: 'there is no column "Deal Valu" for amount'})
    expect(error.hint).toContain('Deal Value')
    expect(error.hint).toContain('columns: No, Title, Deal Value, Amount, Phase')
  })

  it('two fields from one column', async () =>
    expect(
      await refusalOf(
        readFile(content, {settings: {map: {amount: 'Deal Value', probability: 'deal value'}}}),
      ),
    ).toMatchObject({
      code: 'usage',
      message: 'the column "deal value" is mapped to amount and to probability',
      hint: 'map each column to one field',
    }))

  it.each([
    ['a field that deals do not have', {map: {budget: 'Amount'}}],
    ['an empty column', {map: {amount: ''}}],
    ['an unknown setting', {colour: 'red'}],
    ['an unknown delimiter', {delimiter: '#'}],
    ['a share above 1', {maxRefusedShare: 1.01}],
    ['a share below 0', {maxRefusedShare: -0.01}],
    ['no bytes at all', {maxBytes: 0}],
  ])('%s is a setting that is not valid', async (_, settings) =>
    expect((await refusalOf(readFile(content, {settings}))).code).toBe('usage'),
  )
})

describe('columns that --date-format and --decimal name', () => {
  const content = 'id,Close Date,Amount\n1,2026-11-16,10\n'

  it.each<[string, Record<string, unknown>, string, string]>([
    [
      'a slip',
      {dateFormats: {'Close Dat': 'dmy'}},
      'there is no column "Close Dat" for --date-format',
      'did you mean "Close Date"? columns: id, Close Date, Amount',
    ],
    [
      'another word',
      {decimal: {'*': 'point', 'Contract value': 'comma'}},
      'there is no column "Contract value" for --decimal',
      'columns: id, Close Date, Amount',
    ],
  ])('%s is refused', async (_, settings, message, hint) =>
    expect(await refusalOf(readFile(content, {settings}))).toEqual({code: 'usage', message, hint}),
  )

  it.each<[string, Record<string, unknown>]>([
    ['all columns', {dateFormats: {'*': 'dmy'}, decimal: {'*': 'point'}}],
    ['columns of the file', {dateFormats: {'Close Date': 'dmy'}, decimal: {Amount: 'point'}}],
  ])('%s are known', async (_, settings) =>
    expect((await readFile(content, {settings})).deals).toHaveLength(1),
  )

  const early = Array.from({length: 40_000}, (_, id) => ({id}))

  it('one that only a late record has is known, one that no record has is refused', async () => {
    const options = {name: 'deals.json', settings: {dateFormats: {close_date: 'dmy'}}}
    const late = {id: 'late', close_date: '03/04/2026'}
    const {deals} = await readFile(JSON.stringify([...early, late]), options)
    expect(formatCalendarDate(deals.at(-1)!.closeDate!)).toBe('2026-04-03')
    expect((await refusalOf(readFile(JSON.stringify(early), options))).message).toBe(
      'no record of the file has the key "close_date" for --date-format',
    )
  })
})

describe('columns known by name', () => {
  it('of two that fit one field the more specific is taken', async () => {
    const {columns} = await testFile('Deal ID,Amount,Amount in company currency\n1,10,20\n')
    expect(columns.map(({column, field}) => [column, field])).toEqual([
      ['Deal ID', 'id'],
      ['Amount', null],
      ['Amount in company currency', 'amount'],
    ])
  })

  it('of two that differ only in their case the first is taken, the other stays a custom column', async () => {
    const {deals, report} = await readFile('id,stage,Amount,amount \n1,Open,10,20\n', {customFields: 'all'})
    expect(deals).toMatchObject([{amount: 10, custom: {amount: '20'}}])
    expect(report.warnings).toEqual([
      'the columns "Amount" and "amount" both fit amount, "Amount" is taken; to change it: --map amount="amount"',
    ])
  })

  it('what no column fills is missing, not empty', async () => {
    const {missingFields, columns} = await testFile('id,name,stage\n1,,Open\n2,B,Open\n')
    expect(missingFields).toContain('amount')
    expect(missingFields).not.toContain('name')
    expect(columns.map(({filled}) => filled)).toEqual([1, 0.5, 1])
  })

  it.each<[string, string, string[]]>([
    ['no id', 'name,stage\nA,Open\n', ['there is no id column: deals are told apart by name and account']],
    ['no stage', 'id,name\n1,A\n', ['there is no stage column: every deal counts as open']],
    ['a flag instead of a stage', 'id,is_closed\n1,yes\n', []],
    ['both', 'id,stage\n1,Open\n', []],
  ])('%s: warnings', async (_, content, warnings) =>
    expect((await readFile(content)).report.warnings).toEqual(warnings),
  )

  it('without ids a deal is its name and account; the second of the same gets a number', async () => {
    const {deals} = await readFile('name,account\nA,N\nA,M\nA,N\nA,\n')
    expect(deals.map(({id}) => id)).toEqual(['A (N)', 'A (M)', 'A (N) #2', 'A'])
  })

  it('the same ids after a read that started over', async () => {
    const rows = Array.from({length: 30_000}, (_, row) => `Deal ${row},2026-04-03`)
    const {deals, begins} = await readFile(`name,close_date\n${rows.join('\n')}\nlast,25/12/2026\n`)
    expect(begins).toBe(2)
    expect(deals[0]!.id).toBe('Deal 0')
    expect(deals).toHaveLength(30_001)
  })
})
