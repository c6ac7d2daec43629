import fc from 'fast-check'
import Papa from 'papaparse'
import {describe, expect, it} from 'vitest'
import {csvBlocks} from '../../../src/connectors/file/csv-blocks.js'

/** Fields are cleaned in place. */
async function* copies(chunks: readonly Buffer[]): AsyncIterable<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk)
}

type Cut = {rows: string[][]; broken: number[]}

async function cut(text: string, {size = 1 << 20, delimiter = ','} = {}): Promise<Cut> {
  const bytes = Buffer.from(text)
  const count = Math.ceil(bytes.length / size)
  const chunks = Array.from({length: count}, (_, index) => bytes.subarray(index * size, (index + 1) * size))
  return cutAll(chunks, delimiter)
}

async function cutAll(chunks: readonly Buffer[], delimiter = ','): Promise<Cut> {
  const rows: string[][] = []
  const broken: number[] = []
  for await (const block of csvBlocks(copies(chunks), delimiter)) {
    broken.push(...[...block.broken.keys()].map(row => row + rows.length))
    for (let row = 0; row < block.rows; row++) rows.push(block.rowOf(row))
  }
  return {rows, broken}
}

const cases: {name: string; text: string; rows: string[][]}[] = [
  {name: 'nothing', text: '', rows: []},
  {name: 'one field', text: 'a', rows: [['a']]},
  {name: 'an empty line is a row of one empty field', text: 'a\n\nb\n', rows: [['a'], [''], ['b']]},
  {
    name: 'empty fields, also the last',
    text: ',a,\n,,\n',
    rows: [
      ['', 'a', ''],
      ['', '', ''],
    ],
  },
  {
    name: 'an empty field at the very end',
    text: 'a,b\n1,',
    rows: [
      ['a', 'b'],
      ['1', ''],
    ],
  },
  {
    name: 'CRLF',
    text: 'a,b\r\n1,2\r\n',
    rows: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {
    name: 'CR alone',
    text: 'a,b\r1,2\r',
    rows: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {
    name: 'a CR within a line of LF',
    text: 'a\rb,c\n1,2\n',
    rows: [
      ['a\rb', 'c'],
      ['1', '2'],
    ],
  },
  {name: 'a CR as the last letter of a file of LF', text: 'a\nb\r', rows: [['a'], ['b']]},
  {
    name: 'quotes',
    text: '"a","b"\n"1","2"',
    rows: [
      ['a', 'b'],
      ['1', '2'],
    ],
  },
  {name: 'empty quotes', text: '"",""\n', rows: [['', '']]},
  {name: 'doubled quotes', text: '"a ""b"" c",""""\n', rows: [['a "b" c', '"']]},
  {name: 'a separator and line breaks in quotes', text: '"a,b\nc\r\nd",e\n', rows: [['a,b\nc\nd', 'e']]},
  {name: 'a quote within a bare field', text: '5" disk,b"\n', rows: [['5" disk', 'b"']]},
  {name: 'a space before a quote', text: ' "a",b\n', rows: [[' "a"', 'b']]},
  {name: 'spaces behind a quote', text: '"a"  ,"b" \n"c"  ', rows: [['a', 'b'], ['c']]},
  {
    name: 'letters of several bytes',
    text: 'é,"ü,🚀"\nŌ,x\n',
    rows: [
      ['é', 'ü,🚀'],
      ['Ō', 'x'],
    ],
  },
]

describe('rows and fields', () => {
  it.each(cases)('$name', async ({text, rows}) => expect(await cut(text)).toEqual({rows, broken: []}))

  // Chunks are cut between letters, as those of a file are, and a CR alone is known by the first of them.
  it.each(cases.filter(({text}) => !/[^\x00-\x7f]|\r(?!\n)/.test(text)))(
    '$name, byte by byte',
    async ({text, rows}) => expect(await cut(text, {size: 1})).toEqual({rows, broken: []}),
  )

  it.each([
    [';', 'a;b,c\n', [['a', 'b,c']]],
    ['|', 'a|"b|c"\n', [['a', 'b|c']]],
    ['\t', 'a\tb c\n', [['a', 'b c']]],
  ])('separated by %j', async (delimiter, text, rows) =>
    expect((await cut(text, {delimiter})).rows).toEqual(rows),
  )

  it.each([
    {name: 'and no other row goes with it', text: 'a,b\n"6" pipe,1\n3,4\n"x, y",2\n', broken: [1]},
    {name: 'after a line break within the quotes', text: 'a,b\n"1\n2" x,3\n4,5\n', broken: [1]},
    {name: 'in the last line', text: 'a,b\n1,2\n"3" x,4', broken: [2]},
    {name: 'in two rows', text: 'a,b\n"1" x,"2" y\n3,4\n"5" z,6\n', broken: [1, 3]},
    {name: 'letters behind a quote', text: 'a,b\n"1"x,2"\n3,4\n5,"6"\n', broken: [1]},
    {name: 'a single quote within quotes', text: 'a,b\n"1 " x",2\n3,4\n', broken: [1]},
  ])('malformed: $name', async ({text, broken}) => {
    expect((await cut(text)).broken).toEqual(broken)
    expect((await cut(text, {size: 1})).broken).toEqual(broken)
  })

  it('a malformed row ends with its line', async () => {
    const {rows} = await cut('a,b\n"6" pipe,1,Demo\n3,4\n"x, y",2\n')
    expect(rows.slice(2)).toEqual([
      ['3', '4'],
      ['x, y', '2'],
    ])
  })
})

/** Text in which quotes, separators and line ends meet in every order. */
const field = fc.string({unit: fc.constantFrom('a', 'é', ',', '"', '\n', ' ', '1'), maxLength: 6})
const table = fc.array(fc.array(field, {minLength: 1, maxLength: 4}), {minLength: 1, maxLength: 8})

describe('a second opinion', () => {
  it('what papaparse writes is read as it was, line by line, also where a line ends within quotes', () =>
    fc.assert(
      fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (rows, newline, quotes) => {
        const text = `${Papa.unparse(rows, {newline, quotes})}${newline}`
        const lines = text.split(/(?<=\n)/).map(line => Buffer.from(line))
        expect((await cutAll(lines)).rows).toEqual(rows)
      }),
    ))

  const parsed = (text: string) =>
    new Papa.Parser({delimiter: ',', newline: '\n', quoteChar: '"'}).parse(text, 0, false)
  // papaparse takes spaces behind the last quote of a text for malformed, unless a line ends there.
  const anyText = fc
    .string({unit: fc.constantFrom('a', ',', '"', '\n', ' '), maxLength: 40})
    .map(text => `${text}\n`)

  it('well-formed text without CR is cut as papaparse cuts it', () =>
    fc.assert(
      fc.asyncProperty(anyText, async text => {
        const {data, errors} = parsed(text)
        fc.pre(errors.length === 0)
        // It takes the line break at the very end for the start of another row.
        expect(await cut(text)).toEqual({rows: data.slice(0, -1), broken: []})
      }),
      {numRuns: 1000},
    ))

  it('text that papaparse finds malformed has a row refused, or fails', () =>
    fc.assert(
      fc.asyncProperty(anyText, async text => {
        fc.pre(parsed(text).errors.length > 0)
        const {broken} = await cut(text).catch(() => ({broken: ['all']}))
        expect(broken.length).toBeGreaterThan(0)
      }),
      {numRuns: 500},
    ))
})
