import {describe, expect, it} from 'vitest'
import {PipelineReview} from '../../../src/domain/review/pipeline-review.js'
import {resolveRuleset} from '../../../src/domain/rules/ruleset.js'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const all = {settings: {maxRefusedShare: 1}}
const header = 'id,name,amount,close_date,probability'
const good = '1,A,10,2026-11-16,0.5'

const noDate = 'not a date that revsched reads, as 2026-11-16, 11/16/2026 or 16.11.2026'

describe('a row is refused with its number, column, value and reason', () => {
  it.each<[string, string, string | null, string, string]>([
    ['a word for a date', '2,B,20,soon,0.5', 'close_date', 'soon', noDate],
    ['a day that does not exist', '2,B,20,2026-02-30,0.5', 'close_date', '2026-02-30', noDate],
    ['a date before 1900', '2,B,20,1899-12-31,0.5', 'close_date', '1899-12-31', noDate],
    ['a date after 2200', '2,B,20,2201-01-01,0.5', 'close_date', '2201-01-01', noDate],
    ['a number of days', '2,B,20,45000,0.5', 'close_date', '45000', noDate],
    ['NaN', '2,B,NaN,2026-11-16,0.5', 'amount', 'NaN', 'not a number'],
    ['infinity', '2,B,Infinity,2026-11-16,0.5', 'amount', 'Infinity', 'not a number'],
    ['more than a number can be', '2,B,1e400,2026-11-16,0.5', 'amount', '1e400', 'not a number'],
    ['a word for a number', '2,B,n/a,2026-11-16,0.5', 'amount', 'n/a', 'not a number'],
    ['a spreadsheet error', '2,B,#REF!,2026-11-16,0.5', 'amount', '#REF!', 'not a number'],
    ['two numbers', '2,B,10 20 30.5.5,2026-11-16,0.5', 'amount', '10 20 30.5.5', 'not a number'],
    ['no id', ',B,20,2026-11-16,0.5', 'id', '', 'the id is empty'],
    ['an id of spaces', '  ,B,20,2026-11-16,0.5', 'id', '', 'the id is empty'],
    ['below 0 %', '2,B,20,2026-11-16,-0.1', 'probability', '-0.1', 'not a probability from 0 to 100 %'],
    ['above 100 %', '2,B,20,2026-11-16,101', 'probability', '101', 'not a probability from 0 to 100 %'],
  ])('%s', async (_, row, column, value, reason) => {
    const {deals, report} = await readFile(`${header}\n${good}\n${row}\n3,C,30,,\n`, all)
    expect(deals.map(({id}) => id)).toEqual(['1', '3'])
    expect(report).toMatchObject({rowsRead: 3, refusedCount: 1})
    expect(report.refusals).toEqual([{row: 3, column, value, reason}])
  })

  it('the column is called as the file calls it', async () => {
    const {report} = await readFile('Record ID, Close Date (est.) \n1,soon\n', {
      settings: {maxRefusedShare: 1, map: {closeDate: 'Close Date (est.)'}},
    })
    expect(report.refusals[0]).toMatchObject({column: 'Close Date (est.)'})
  })

  it('empty values are no value and refuse nothing', async () => {
    const {deals, report} = await readFile(`${header}\n1,,,,\n2, , , , \n`)
    expect(report.refusedCount).toBe(0)
    for (const deal of deals)
      expect(deal).toMatchObject({name: null, amount: null, closeDate: null, probability: null})
  })

  it.each([
    [80, 'x'.repeat(80)],
    [81, `${'x'.repeat(80)}…`],
  ])('a value of %i characters', async (length, shown) => {
    const {report} = await readFile(`id,amount\n1,${'x'.repeat(length)}\n`, all)
    expect(report.refusals[0]!.value).toBe(shown)
  })

  it.each([20, 21])('of %i the first 20 are kept, all are counted', async count => {
    const rows = Array.from({length: count}, (_, index) => `${index},bad`)
    const {report} = await readFile(`id,amount\n${rows.join('\n')}\n`, all)
    expect(report.refusedCount).toBe(count)
    expect(report.refusals.map(({row}) => row)).toEqual(Array.from({length: 20}, (_, index) => index + 2))
  })

  it('connection test shows them, too', async () => {
    const {report, dealsOpen, sample} = await testFile('id,amount\n1,bad\n2,20\n', all)
    expect(report.refusals).toEqual([{row: 2, column: 'amount', value: 'bad', reason: 'not a number'}])
    expect({dealsOpen, sample: sample.map(({id}) => id)}).toEqual({dealsOpen: 1, sample: ['2']})
  })
})

describe('rows are counted as a spreadsheet shows them', () => {
  it.each([
    ['the first after the header', 'id,amount\n1,bad\n', 2],
    ['after empty lines', 'id,amount\n\n\n1,bad\n', 4],
    ['after empty lines before the header', '\n\nid,amount\n1,bad\n', 4],
    ['after a row with line breaks', 'id,name,amount\n1,"A\nB\nC",10\n2,B,bad\n', 3],
    ['a row with line breaks itself', 'id,name,amount\n1,A,10\n2,"B\n\nB",bad\n3,C,30\n', 3],
    ['in a file of CRLF', 'id,name,amount\r\n1,"A\r\nB",10\r\n\r\n2,B,bad\r\n', 4],
    ['after refused rows', 'id,name,amount\n1,A\n2,B\n3,C,bad\n', 2],
    ['without a last line break', 'id,amount\n1,10\n2,bad', 3],
  ])('%s', async (_, content, row) => {
    const {report} = await readFile(content, all)
    expect(report.refusals[0]!.row).toBe(row)
  })

  it('over many chunks', async () => {
    const rows = Array.from({length: 50_000}, (_, index) => `${index},"Deal\n${index}",10`)
    const {report} = await readFile(`id,name,amount\n${rows.join('\n')}\nlast,Z,bad\n`)
    expect(report.refusals).toMatchObject([{row: 50_002, value: 'bad'}])
  })
})

it('a decimal comma among decimal points is no separator of thousands', async () => {
  const rows = Array.from({length: 49}, (_, index) => `${index};1234.50`)
  const {deals, report} = await readFile(`id;amount\n${rows.join('\n')}\nlast;12,50\n`)
  expect(deals).toHaveLength(49)
  expect(report.refusals).toEqual([{row: 51, column: 'amount', value: '12,50', reason: 'not a number'}])
})

/** `bad` of `count` rows have no number for an amount. */
function rowsWith(bad: number, count: number): string {
  return `id,amount\n${Array.from({length: count}, (_, index) => `${index},${index < bad ? 'bad' : 10}\n`).join('')}`
}

describe('the share of refused rows', () => {
  it.each<[string, number, number, number | undefined]>([
    ['none', 0, 10, undefined],
    ['5 % of 100 where nothing is set', 5, 100, undefined],
    ['1 of 20', 1, 20, undefined],
    ['none of 10 at 0', 0, 10, 0],
    ['1 of 10 at 10 %', 1, 10, 0.1],
    ['all at 100 %', 10, 10, 1],
  ])('%s: read', async (_, bad, count, maxRefusedShare) => {
    const {deals, report} = await readFile(rowsWith(bad, count), {settings: {maxRefusedShare}})
    expect(report).toMatchObject({rowsRead: count, refusedCount: bad})
    expect(deals).toHaveLength(count - bad)
  })

  it.each<[string, number, number, number | undefined, string]>([
    ['6 of 100 where nothing is set', 6, 100, undefined, '6 of 100 rows'],
    ['1 of 19', 1, 19, undefined, '1 of 19 rows'],
    ['1 of 1000 at 0', 1, 1000, 0, '1 of 1000 rows'],
    ['2 of 19 at 10 %', 2, 19, 0.1, '2 of 19 rows'],
    ['all but one at 99 %', 1, 1, 0.99, '1 of 1 rows'],
  ])('%s: fails', async (_, bad, count, maxRefusedShare, counts) => {
    const error = await refusalOf(readFile(rowsWith(bad, count), {settings: {maxRefusedShare}}))
    expect(error.code).toBe('source-failed')
    expect(error.message).toContain(counts)
  })

  it('says what is too much, the first row and what to do', async () => {
    const {message, hint} = await refusalOf(readFile(rowsWith(3, 10), {settings: {maxRefusedShare: 0.125}}))
    expect(message).toMatch(
      /^3 of 10 rows of ".*deals\.csv" cannot be read, more than 12\.5%; the first: row 2, column "amount", value "bad": not a number$/,
    )
    expect(hint).toBe('mend the file, name another column with --map, or allow more with --max-refused')
  })

  it('a row that is too short has no column to name', async () =>
    expect((await refusalOf(readFile('id,name,amount\n1,A\n'))).message).toMatch(
      /the first: row 2: it has 2 of 3 fields$/,
    ))
})

describe('rows with the same id', () => {
  const content = 'id,name,amount\n1,first,10\n2,other,20\n1,last,30\n'

  it('are all delivered, in the order of the file', async () => {
    const {deals, report} = await readFile(content)
    expect(deals.map(({id, name}) => [id, name])).toEqual([
      ['1', 'first'],
      ['2', 'other'],
      ['1', 'last'],
    ])
    expect(report.rowsRead).toBe(3)
  })

  it('are one deal of a review: the last one, and counted', async () => {
    const {deals, fields, report} = await readFile(content)
    const review = new PipelineReview({
      ruleset: resolveRuleset('none', {}),
      asOf: new Date('2026-11-16T09:00:00Z'),
      timeZone: 'UTC',
      stageOrder: null,
    })
    review.begin({fields})
    review.add(deals)
    const {summary} = review.finish({label: 'file', report}, null)
    expect(summary.source).toMatchObject({rowsRead: 3, duplicateIds: 1})
    expect(summary).toMatchObject({dealsAnalyzed: 2, totals: {amount: 50}})
  })
})
