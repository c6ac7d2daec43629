import {gzipSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const records = [
  {id: '1', name: 'A', amount: 10},
  {id: '2', name: 'B', amount: 20},
]
const expected = records.map(({id, name, amount}) => [id, name, amount])

async function cellsOf(content: string | Uint8Array, name: string) {
  const {deals, report} = await readFile(content, {name})
  expect(report.refusals).toEqual([])
  return deals.map(({id, name, amount}) => [id, name, amount])
}

const csv = 'id,name,amount\n1,A,10\n2,B,20\n'
const array = JSON.stringify(records)
const indented = JSON.stringify(records, null, 2)
const ndjson = records.map(record => `${JSON.stringify(record)}\n`).join('')

describe('formats that hold the same deals', () => {
  it.each<[string, string, string]>([
    ['a JSON array', 'deals.json', array],
    ['an indented array', 'deals.json', indented],
    ['an array after white space', 'deals.json', `\n\t ${array}\n\n`],
    ['an array with a BOM', 'deals.json', `\ufeff${array}`],
    ['an object with results', 'deals.json', JSON.stringify({results: records, paging: {next: [1, {a: 2}]}})],
    ['an object with records', 'deals.json', JSON.stringify({totalSize: 2, done: true, records})],
    ['an object with deals', 'deals.json', JSON.stringify({deals: records}, null, 2)],
    ['an object with data', 'deals.json', JSON.stringify({data: records})],
    [
      'properties of HubSpot',
      'deals.json',
      JSON.stringify(records.map(({id, ...properties}) => ({id, properties}))),
    ],
    [
      'attributes of Salesforce',
      'deals.json',
      JSON.stringify(records.map(r => ({attributes: {id: 'x'}, ...r}))),
    ],
    ['NDJSON', 'deals.ndjson', ndjson],
    ['NDJSON called .jsonl', 'deals.jsonl', ndjson],
    ['NDJSON called .json', 'deals.json', ndjson],
    ['an array called .ndjson', 'deals.ndjson', array],
    ['NDJSON with CRLF', 'deals.ndjson', ndjson.replaceAll('\n', '\r\n')],
    ['NDJSON with empty lines', 'deals.ndjson', `\n${ndjson.replaceAll('\n', '\n\n')}`],
    ['NDJSON without a last line break', 'deals.ndjson', ndjson.trimEnd()],
    ['NDJSON with a BOM', 'deals.ndjson', `\ufeff${ndjson}`],
    ['CSV called .txt', 'deals.txt', csv],
    ['CSV without an ending', 'deals', csv],
    ['JSON without an ending', 'deals', array],
    ['NDJSON without an ending', 'deals', ndjson],
    ['CSV with an ending in capitals', 'DEALS.CSV', csv],
  ])('%s', async (_, name, content) => {
    expect(await cellsOf(content, name)).toEqual(expected)
    expect(await cellsOf(gzipSync(content), `${name}.gz`)).toEqual(expected)
    expect(await cellsOf(gzipSync(content), name)).toEqual(expected)
    expect(await cellsOf(content, `${name}.gz`)).toEqual(expected)
  })

  it.each<[string, string, string | Buffer, boolean]>([
    ['gzip called .gz', 'deals.csv.gz', gzipSync(csv), true],
    ['gzip called .csv', 'deals.csv', gzipSync(csv), true],
    ['plain called .gz', 'deals.csv.gz', csv, false],
    ['plain called .csv', 'deals.csv', csv, false],
  ])('%s: the content decides, and connection test tells it', async (_, name, content, isGzip) =>
    expect((await testFile(content, {name})).description).toMatch(
      isGzip ? /: CSV, comma separated, UTF-8, gzipped, 1 kB$/ : /: CSV, comma separated, UTF-8, 1 kB$/,
    ),
  )

  it('a gzip file of several members', async () =>
    expect(
      await cellsOf(Buffer.concat([gzipSync(csv.slice(0, 20)), gzipSync(csv.slice(20))]), 'deals.gz'),
    ).toEqual(expected))

  it('a gzip file padded with zeros', async () =>
    expect(await cellsOf(Buffer.concat([gzipSync(csv), Buffer.alloc(512)]), 'deals.gz')).toEqual(expected))

  it('NDJSON whose first line is longer than what is looked at to recognise it', async () => {
    const long = JSON.stringify({...records[0], note: 'x'.repeat(100_000)})
    expect(await cellsOf(`${long}\n${JSON.stringify(records[1])}`, 'deals.ndjson')).toEqual(expected)
  })

  it('UTF-16 JSON', async () =>
    expect(await cellsOf(Buffer.from(`\ufeff${indented}`, 'utf16le'), 'deals.json')).toEqual(expected))
})

describe('JSON values', () => {
  it('null and a missing key are no value', async () => {
    const {deals} = await readFile('[{"id":1,"name":null,"amount":1},{"id":2}]', {name: 'deals.json'})
    expect(deals.map(({name, amount}) => [name, amount])).toEqual([
      [null, 1],
      [null, null],
    ])
  })

  it('a key that only later records have is read', async () => {
    const {deals} = await readFile('{"id":1}\n{"id":2,"amount":7}\n', {name: 'deals.ndjson'})
    expect(deals.map(({amount}) => amount)).toEqual([null, 7])
  })

  it('relations are read by the name of their field, lists and what lies deeper are not', async () => {
    const attributes = {type: 'Opportunity', url: '/services/1'}
    const record = {
      attributes,
      Id: 1,
      Owner: {Name: 'Ada', Manager: {Name: 'Eve'}},
      Account: {Name: 'N'},
      Tags: ['x'],
    }
    const {deals} = await readFile(JSON.stringify([record]), {name: 'deals.json', customFields: 'all'})
    expect(deals[0]).toMatchObject({id: '1', owner: 'Ada', account: 'N'})
    expect(deals[0]!.custom).toEqual({})
  })

  it('a key like __proto__ is data', async () => {
    const {deals} = await readFile('[{"id":1,"__proto__":{"amount":5},"constructor":"x"}]', {
      name: 'deals.json',
      customFields: ['constructor'],
    })
    expect(deals[0]).toMatchObject({amount: null, custom: {constructor: 'x'}})
  })

  it('ten thousand lists within each other are skipped', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`
    expect(await cellsOf(`[{"id":"1","name":"A","deep":${deep},"amount":10}]`, 'deals.json')).toEqual([
      expected[0],
    ])
  })
})

describe('a JSON list with something in it that is no record', () => {
  it.each<[string, string, number]>([
    ['a list of texts', '["a","b"]', 1],
    ['a number', '[{"id":1},7]', 2],
    ['null', '[{"id":1},null,{"id":2}]', 2],
    ['a list', '[{"id":1},{"id":2},[{"id":3}]]', 3],
    ['under results', '{"results":[{"id":1},"x"]}', 2],
    ['under records', '{"records":[null]}', 1],
    ['under deals', '{"deals":[{"id":1},true]}', 2],
    ['under data', '{"data":[{"id":1},{"id":2},3]}', 3],
  ])('%s: refused with its position', async (_, content, position) =>
    expect(await refusalOf(readFile(content, {name: 'deals.json'}))).toMatchObject({
      code: 'source-failed',
      message: `record ${position} is not an object`,
    }),
  )
})

describe('one page of a longer answer', () => {
  it.each<[string, object, string]>([
    ['done is false', {done: false, records}, '"done" is false'],
    ['done is false, behind the records', {records, done: false}, '"done" is false'],
    ['fewer records than it says', {totalSize: 5000, records}, '2 of 5000 records'],
    ['fewer, said behind the records', {records, totalSize: 3, done: true}, '2 of 3 records'],
  ])('%s: refused', async (_, content, why) =>
    expect(await refusalOf(readFile(JSON.stringify(content), {name: 'deals.json'}))).toMatchObject({
      code: 'source-failed',
      message: `the file holds one page of a longer answer: ${why}`,
    }),
  )

  const warning = 'the file is one page of a longer answer ("paging.next"): deals of other pages are missing'

  it.each<[string, object, string[]]>([
    ['next', {results: records, paging: {next: {after: '100'}}}, [warning]],
    ['next, before the records', {paging: {next: {after: '100'}}, results: records}, [warning]],
    ['no next', {results: records, paging: {prev: {before: '1'}}}, []],
    ['no paging', {results: records}, []],
    [
      'keys of records that are called so',
      {results: records.map(r => ({...r, done: false, totalSize: 9}))},
      [],
    ],
  ])('HubSpot with %s is read', async (_, content, warnings) => {
    const {deals, report} = await readFile(JSON.stringify(content), {name: 'deals.json'})
    expect(deals).toHaveLength(2)
    expect(report.warnings.filter(text => text.includes('page'))).toEqual(warnings)
  })
})

const whole = gzipSync(csv)
const flipped = Buffer.from(whole)
flipped[flipped.length - 8]! ^= 0xff

describe('what is not whole fails as a source that is not whole', () => {
  it.each<[string, string, string | Buffer, RegExp]>([
    ['gzip without its last byte', 'deals.csv.gz', whole.subarray(0, -1), /is cut off or damaged/],
    ['gzip without its trailer', 'deals.csv.gz', whole.subarray(0, -8), /is cut off or damaged/],
    ['gzip with only its header', 'deals.csv.gz', whole.subarray(0, 10), /is cut off or damaged/],
    ['gzip with only its first two bytes', 'deals.csv.gz', whole.subarray(0, 2), /is cut off or damaged/],
    ['gzip called .csv without its last byte', 'deals.csv', whole.subarray(0, -1), /is cut off or damaged/],
    [
      'text behind the first two bytes of gzip',
      'deals.csv',
      Buffer.from('\u001f\u008bid,name', 'latin1'),
      /is cut off or damaged/,
    ],
    ['gzip with another checksum', 'deals.csv.gz', flipped, /is cut off or damaged/],
    [
      'gzip with a second member cut short',
      'd.csv.gz',
      Buffer.concat([whole, whole.subarray(0, 15)]),
      /cut off/,
    ],
    [
      'gzip with text behind it',
      'd.csv.gz',
      Buffer.concat([whole, Buffer.from('soon')]),
      /cut off or damaged/,
    ],
    [
      'an array without its end',
      'deals.json',
      array.slice(0, -1),
      /deals\.json" is cut off: it ends behind 2 r/,
    ],
    [
      'an array cut after a comma',
      'deals.json',
      `${array.slice(0, -1)},`,
      /is cut off: it ends behind 2 records$/,
    ],
    [
      'an array cut within a record',
      'deals.json',
      array.slice(0, -5),
      /cut off: it ends behind the first record$/,
    ],
    [
      'an array cut within a name',
      'deals.json',
      '[{"id":"1"},{"id":"2","name":"B',
      /ends behind the first record$/,
    ],
    [
      'an object without its end',
      'deals.json',
      `{"results":\n${array}`,
      /is cut off: it ends behind 2 records$/,
    ],
    ['lists never closed', 'deals.json', '['.repeat(10_000), /it ends before the end of the first record$/],
    [
      'text after an array',
      'deals.json',
      `${array}x`,
      /deals\.json" is not valid JSON: line 1 has text behind its end$/,
    ],
    [
      'a second array',
      'deals.json',
      `${array}\n${array}`,
      /is not valid JSON: line 2 has text behind its end$/,
    ],
    [
      'text far after an array',
      'deals.json',
      `${array}${' \n'.repeat(200_000)}x`,
      /line 200001 has text behind its end$/,
    ],
    [
      'NDJSON cut within its last line',
      'deals.ndjson',
      ndjson.slice(0, -5),
      /deals\.ndjson" is cut off: it ends within line 2$/,
    ],
    [
      'NDJSON with text in it',
      'deals.ndjson',
      `${ndjson}\nsoon\n`,
      /^1 of 3 rows of ".*deals\.ndjson".*row 3: line 4 is not JSON: it holds soon/,
    ],
    [
      'NDJSON with a list on a line',
      'deals.ndjson',
      `${ndjson}[1]\n`,
      /row 3: line 3 is not a deal, as \{"name"/,
    ],
    ['NDJSON with null on a line', 'deals.ndjson', `${ndjson}null\n`, /row 3: line 3 is not a deal/],
  ])('%s', async (_, name, content, message) => {
    const error = await refusalOf(readFile(content, {name}))
    expect(error).toMatchObject({code: 'source-failed', message: expect.stringMatching(message)})
  })
})

describe('a file of another kind', () => {
  it.each<[string, string, string | Buffer, string, string]>([
    ['JSON', 'deals.csv', array, 'is called CSV and holds JSON', '--format json'],
    ['NDJSON', 'deals.csv', ndjson, 'is called CSV and holds NDJSON', '--format ndjson'],
    [
      'CSV',
      'deals.json',
      csv,
      'is called JSON and begins with neither { nor [ but with "id,name,amount"',
      'JSON is a list of deals or an object with one, as [{"name": "Northwind", "amount": 1200}]: mend the file; where it is CSV, connect it with --format csv',
    ],
    [
      'CSV',
      'deals.ndjson.gz',
      gzipSync(csv),
      'is called NDJSON and begins with neither { nor [ but with "id,name,amount"',
      'NDJSON has one object on each line, as {"name": "Northwind", "amount": 1200}: mend the first line, or let it be refused as a row with --format ndjson; where it is CSV, connect it with --format csv',
    ],
    [
      'a text line above NDJSON',
      'deals.jsonl',
      `\n oops \r\n${ndjson}`,
      'NDJSON and begins with neither { nor [ but with "oops"',
      '--format ndjson',
    ],
    [
      'a line of 30',
      'deals.ndjson',
      `${'x'.repeat(30)}\n${ndjson}`,
      `but with "${'x'.repeat(30)}"`,
      '--format',
    ],
    [
      'a line of 31',
      'deals.ndjson',
      `${'x'.repeat(31)}\n${ndjson}`,
      `but with "${'x'.repeat(30)}…"`,
      '--format',
    ],
    ['a number', 'deals.json', '12', 'JSON and begins with neither { nor [ but with "12"', 'as [{'],
    ['white space', 'deals.ndjson', ' \n\n', 'holds no records', 'export the deals again'],
    ['white space', 'deals.json', ' \n\n', 'holds no records', 'under results'],
    [
      'a workbook',
      'deals.csv',
      'PK\u0003\u0004\u0014',
      'is an Excel workbook or a ZIP archive',
      'save it as CSV first',
    ],
    [
      'an old workbook',
      'deals.csv',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      'is an old Excel workbook',
      'as CSV',
    ],
    ['a PDF', 'deals.csv', '%PDF-1.7\n', 'is a PDF', 'export the deals as CSV'],
    ['Parquet', 'deals.csv', 'PAR1\u0015', 'is a Parquet file', 'export the deals as CSV'],
    ['SQLite', 'deals.csv', 'SQLite format 3\u0000', 'is an SQLite database', 'export the deals as CSV'],
    ['a login page', 'deals.csv', '\n<!DOCTYPE html><html>', 'is an HTML or XML page', 'login page'],
    ['XML', 'deals.json', '\ufeff<?xml version="1.0"?>', 'is an HTML or XML page', 'login page'],
    ['zero bytes', 'deals.csv', `${csv}\u0000`, 'is not a text file', 'plain or gzipped'],
    ['gzip in gzip', 'deals.csv.gz', gzipSync(gzipSync(csv)), 'is not a text file', 'plain or gzipped'],
  ])('%s called %s', async (_, name, content, message, hint) => {
    const error = await refusalOf(readFile(content, {name}))
    expect(error).toMatchObject({code: 'source-failed', message: expect.stringContaining(message)})
    expect(error.hint).toContain(hint)
  })

  it.each([
    ['json', csv, 'is given as JSON and begins with neither { nor [ but with "id,name,amount"'],
    ['csv', array, 'is given as CSV and holds JSON'],
  ])('a given format that the content is not of: %s', async (format, content, message) =>
    expect((await refusalOf(readFile(content, {settings: {format}}))).message).toContain(message),
  )

  it.each([
    ['JSON called .csv', 'json', array],
    ['CSV called .csv', 'csv', csv],
  ])('a given format goes before the name: %s', async (_, format, content) => {
    const {deals} = await readFile(content, {name: 'deals.csv', settings: {format}})
    expect(deals).toHaveLength(2)
  })
})
