import {describe, expect, it} from 'vitest'
import {jsonFault} from '../../../src/connectors/file/json-fault.js'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const good = (count: number) => Array.from({length: count}, (_, id) => `{"id":${id},"amount":10}\n`).join('')
const name = 'deals.ndjson'
const nan = '{"id":"x","amount":NaN}'
const noNan = 'it holds NaN, which is no value of JSON: write null for a missing value'
const others = 'a number, true, false, null or a text in double quotes may stand there'

describe('what keeps a text from being JSON', () => {
  it.each<[string, string]>([
    [nan, noNan],
    ['{"a":-Infinity}', 'it holds -Infinity, which is no value of JSON: write null for a missing value'],
    ['{"a":None}', 'it holds None, which is no value of JSON: write null for a missing value'],
    ['{"a":soon}', `it holds soon, which is no value of JSON: ${others}`],
    ["{'a':1}", `it holds 'a', which is no value of JSON: ${others}`],
    ['{"a":01}', `it holds 01, which is no value of JSON: ${others}`],
    [`{"a":${'x'.repeat(30)}}`, `it holds ${'x'.repeat(30)}, which is no value of JSON: ${others}`],
    [`{"a":${'x'.repeat(31)}}`, `it holds ${'x'.repeat(30)}…, which is no value of JSON: ${others}`],
    ['{"a":1,}', 'a comma, colon or bracket is missing or too much'],
    ['{"a" 1}', 'a comma, colon or bracket is missing or too much'],
    ['{"a":1}}', 'a comma, colon or bracket is missing or too much'],
    ['{"a":1} {"a":2}', 'a comma, colon or bracket is missing or too much'],
    ['{"a":"x\ty"}', 'a text in it has a control character or an unknown escape'],
    ['{"a":"\\q"}', 'a text in it has a control character or an unknown escape'],
  ])('%s', (text, reason) => expect(jsonFault(text)).toEqual({isCut: false, reason}))

  const cutWords = ['t', 'tru', 'nul', 'fals', '-', '1.', '12e', '12e-', '-0.']

  it.each([
    ...['{"a":1', '{"a":', '{"a":[1', '{"a":"NaN', '{"a":"\\"}', '{'],
    ...cutWords.flatMap(word => [`{"a":${word}`, `{"a":{"b":[1,${word}`]),
  ])('%s is cut', text => expect(jsonFault(text)).toMatchObject({isCut: true}))

  it.each(['{"a":nul}', '{"a":1.}', '{"a":[-]', '{"a":tru,', '{"a":nul ', 'nul', '-'])(
    '%s is not cut',
    text => expect(jsonFault(text)).toMatchObject({isCut: false}),
  )

  it('a text of megabytes', () =>
    expect(jsonFault(`{"a":"${'\\n'.repeat(1_000_000)}","b":NaN}`).reason).toBe(noNan))
})

describe('a line of NDJSON that is no record', () => {
  it.each<[string, string, string]>([
    ['NaN', nan, `line 11 is not JSON: ${noNan}`],
    ['text', 'soon', `line 11 is not JSON: it holds soon, which is no value of JSON: ${others}`],
    ['half a record', '{"id":"x"', 'line 11 is not JSON: it ends before its object does'],
    ['a list', '[1]', 'line 11 is not a deal, as {"name": "Northwind", "amount": 1200}'],
    ['null', 'null', 'line 11 is not a deal, as {"name": "Northwind", "amount": 1200}'],
  ])('%s is refused as a row; the others are read', async (_, line, reason) => {
    const {deals, report} = await readFile(`${good(10)}${line}\n${good(9)}`, {name})
    expect(deals).toHaveLength(19)
    expect(report).toMatchObject({rowsRead: 20, refusedCount: 1})
    expect(report.refusals).toEqual([{row: 11, column: null, value: line, reason}])
  })

  it.each([
    [19, false],
    [18, true],
  ])('one beside %i others: fails above the limit', async (count, fails) => {
    const read = readFile(`${good(count)}${nan}\n`, {name})
    if (!fails) return expect((await read).deals).toHaveLength(count)
    expect((await refusalOf(read)).message).toMatch(
      /^1 of 19 rows of ".*deals\.ndjson" cannot be read, more than 5%; the first: row 19: line 19 is not JSON: it holds NaN/,
    )
  })

  it('the first: the names are those of the next', async () => {
    const {deals, report} = await readFile(`${nan}\n${good(19)}`, {name})
    expect([deals.length, deals[0]!.amount, report.refusals[0]!.row]).toEqual([19, 10, 1])
  })

  it.each<[string, string, string | undefined]>([
    ['NaN, in a file called .json', nan, 'deals.json'],
    ['NaN, in a file called .json.gz', nan, 'deals.json.gz'],
    ['NaN, in a file without an ending', nan, 'deals'],
    ['NaN, and an empty line below', `${nan}\r\n`, 'deals.json'],
    ['a comma too much', '{"id":1,}', 'deals.json'],
    ['brackets in a text', '{"id":"}]{","amount":NaN}', 'deals.json'],
  ])('the first: the second tells that it is NDJSON; %s', async (_, line, called = name) => {
    const {deals, report} = await readFile(`${line}\n${good(19)}`, {name: called})
    expect([deals.length, report.refusedCount, report.refusals[0]!.row]).toEqual([19, 1, 1])
  })

  it.each<[string, string]>([
    ['a list that goes on', `{"results":[${nan},\n{"id":2}\n]}`],
    ['a text that goes on', `{"note":NaN,"deals":"\n{"id":2}`],
    ['a line below that is no object', `${nan}\n[1]\n`],
    ['a line below that is not JSON', `${nan}\n${nan}\n`],
    ['no line below', nan],
  ])('the first, and %s: not told from JSON', async (_, content) =>
    expect((await refusalOf(readFile(content, {name: 'deals.json'}))).message).toMatch(
      /deals\.json" is not valid JSON: line 1 holds NaN before the end of the first record/,
    ),
  )

  it.each(['oops', '# exported', '12', '"x"', '[1', '<', 'id,name', nan, '{"id":'])(
    'the first, %s, where the format is given',
    async line => {
      const settings = {format: 'ndjson'}
      for (const called of [name, 'deals.json', 'deals.csv', 'deals']) {
        const {deals, report} = await readFile(`${line}\n${good(19)}`, {name: called, settings})
        expect([deals.length, report.refusedCount, report.refusals[0]!.row]).toEqual([19, 1, 1])
      }
    },
  )

  it('CSV where NDJSON is given', async () =>
    expect(
      (await refusalOf(readFile('id,name\n1,A\n', {name, settings: {format: 'ndjson'}}))).message,
    ).toMatch(/^the lines at the top of ".*deals\.ndjson" hold no record: line 1 is not JSON: it holds id,/))

  it('late, in a file whose records have keys of their own', async () => {
    const {report} = await readFile(`${good(5000)}${nan}\n{"id":"late","stage":"A"}\n`, {name})
    expect(report).toMatchObject({rowsRead: 5002, refusals: [{row: 5001}]})
  })

  it('is counted in lines, empty ones as well', async () => {
    const {report} = await readFile(`${good(19)}\n\n${nan}\n`, {name})
    expect(report.refusals[0]!.reason).toMatch(/^line 22 /)
  })

  it.each([
    ['all lines', `${nan}\n${nan}\n`],
    ['a thousand lines and one', `${`${nan}\n`.repeat(1001)}`],
  ])('%s: no record', async (_, content) =>
    expect((await refusalOf(readFile(content, {name}))).message).toMatch(
      /^the lines at the top of ".*deals\.ndjson" hold no record: line 1 is not JSON: it holds NaN/,
    ),
  )

  it('a last line that is cut is a file that is cut off, however long', async () => {
    const error = await refusalOf(readFile(`${good(1000)}{"id":"x","amo`, {name}))
    expect(error.message).toMatch(/^the file ".*deals\.ndjson" is cut off: it ends within line 1001$/)
    expect((await readFile(`${good(1000)}{"id":"x","amo\n`, {name})).report.refusedCount).toBe(1)
    expect((await readFile(`${good(1000)}${nan}`, {name})).report.refusedCount).toBe(1)
  })

  it.each(['nul', 'tru', '1.', '-', '12e'])('a last line that is cut in the word %s as well', async word => {
    const line = `{"id":"x","stage":"Open","amount":${word}`
    const error = await refusalOf(readFile(`${good(1000)}${line}`, {name}))
    expect(error.message).toMatch(/^the file ".*deals\.ndjson" is cut off: it ends within line 1001$/)
    expect((await readFile(`${good(1000)}${line}\n`, {name})).report.refusedCount).toBe(1)
  })

  it('connection test lists it', async () => {
    const {report, problem} = await testFile(`${good(19)}${nan}\n`, {name})
    expect([report.refusals.length, problem]).toEqual([1, null])
  })
})

describe('a JSON list that is not valid', () => {
  it.each<[string, string, string]>([
    [
      'NaN',
      '[{"id":1},\n{"id":NaN}]',
      'line 2 holds NaN behind the first record: write null for a missing value',
    ],
    [
      'in the first record',
      '[{"id":NaN}]',
      'line 1 holds NaN before the end of the first record: write null',
    ],
    [
      'behind letters of more bytes',
      '[{"id":"éé"},\n\n{"é":nope}]',
      'line 3 holds nope behind the first record: a number,',
    ],
    [
      'a comma too much',
      '[{"id":1},{"id":2},]',
      'a comma, colon or bracket is missing or too much behind 2 records',
    ],
    [
      'a comma missing',
      '[{"id":1} {"id":2}]',
      'a comma, colon or bracket is missing or too much behind the first',
    ],
    [
      'a line break in a text',
      '[{"id":1},\n{"id":"x\ny"}]',
      'line 2 has a text with a control character or an unknown escape',
    ],
    ['an escape', '[{"id":"\\q"}]', 'line 1 has a text with a control character or an unknown escape'],
    ['far on', `[${'{"id":1},\n'.repeat(9000)}{"id":NaN}]`, 'line 9001 holds NaN behind 9000 records'],
  ])('%s: the file, the place and what is allowed', async (_, content, why) => {
    const error = await refusalOf(readFile(content, {name: 'deals.json'}))
    expect(error.code).toBe('source-failed')
    expect(error.message).toMatch(/^the file ".*deals\.json" is not valid JSON: /)
    expect(error.message).toContain(why)
    expect(error.hint).toBe('mend that place or export the file again')
  })
})
