import {gzipSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {readFile, refusalOf} from '../../support/read-file.js'

type Cells = [id: string, name: string | null, amount: number | null]

async function cellsOf(content: string | Uint8Array, name = 'deals.csv', settings = {}): Promise<Cells[]> {
  const {deals, report} = await readFile(content, {name, settings})
  expect(report.refusals).toEqual([])
  expect(report.rowsRead).toBe(deals.length)
  return deals.map(deal => [deal.id, deal.name, deal.amount])
}

const two: Cells[] = [
  ['1', 'A', 10],
  ['2', 'B', 20],
]

const lines = ['id,name,amount', '1,A,10', '2,B,20']

describe('line ends', () => {
  it.each<[string, string]>([
    ['LF', `${lines.join('\n')}\n`],
    ['CRLF', `${lines.join('\r\n')}\r\n`],
    ['a lone CR', `${lines.join('\r')}\r`],
    ['LF, then CRLF', `${lines[0]}\n${lines[1]}\r\n${lines[2]}\n`],
    ['CRLF, then LF', `${lines[0]}\r\n${lines[1]}\n${lines[2]}\r\n`],
    ['none after the last line, LF', lines.join('\n')],
    ['none after the last line, CRLF', lines.join('\r\n')],
    ['none after the last line, CR', lines.join('\r')],
    ['empty lines before, between and after', `\n\n${lines.join('\n\n')}\n\n\n`],
    ['empty lines with CRLF', `\r\n${lines.join('\r\n\r\n')}\r\n\r\n`],
    ['lines of spaces', `  \n${lines.join('\n \n')}\n   `],
  ])('%s', async (_, content) => expect(await cellsOf(content)).toEqual(two))
})

describe('line ends of more than one kind', () => {
  it('leave nothing behind in the last field of a row', async () => {
    const {deals} = await readFile('id,note\r\n1,A\n2,B\r\n3,C\n', {customFields: ['note']})
    expect(deals.map(({custom}) => custom.note)).toEqual(['A', 'B', 'C'])
  })

  it('over many chunks, also within quotes', async () => {
    const count = 20_000
    const rows = Array.from({length: count}, (_, id) => `${id},"first\r\nsecond\nthird",${id}\r\n`)
    const cells = await cellsOf(`id,name,amount\r\n${rows.join('')}`)
    expect(cells).toEqual(Array.from({length: count}, (_, id) => [`${id}`, 'first\nsecond\nthird', id]))
  })
})

describe('quotes', () => {
  it.each<[string, string, string]>([
    ['a line break', '"A\nB"', 'A\nB'],
    ['a separator', '"A,B"', 'A,B'],
    ['doubled quotes', '"A ""B"" C"', 'A "B" C'],
    ['only doubled quotes', '""""', '"'],
    ['empty lines inside', '"A\n\n\nB"', 'A\n\n\nB'],
    ['a quote in the middle of a bare field', '5" disk', '5" disk'],
    ['quotes in the middle of a bare field', 'the "big" one', 'the "big" one'],
    ['a line break at the start', '"\nA"', 'A'],
  ])('%s', async (_, field, name) => {
    expect(await cellsOf(`id,name,amount\n1,${field},10\n2,B,20\n`)).toEqual([['1', name, 10], two[1]])
    expect(await cellsOf(`id,amount,name\n1,10,${field}\n2,20,B`)).toEqual([['1', name, 10], two[1]])
  })

  it('every field quoted, the header too', async () =>
    expect(await cellsOf('"id","name","amount"\r\n"1","A","10"\r\n"2","B","20"\r\n')).toEqual(two))

  it('a quoted LF in a file of CRLF stays as it is', async () =>
    expect(await cellsOf('id,name,amount\r\n1,"A\nB",10\r\n2,B,20\r\n')).toEqual([['1', 'A\nB', 10], two[1]]))

  it('a quoted CRLF in a file of CRLF is one line break', async () =>
    expect((await cellsOf('id,name,amount\r\n1,"A\r\nB",10\r\n2,B,20\r\n'))[0]![1]).toMatch(/^A\r?\nB$/))

  it('a quote alone within a quoted field is refused', async () => {
    const {deals, report} = await readFile('id,name,amount\n0,Z,1\n1,"A " B",10\n2,B,20\n', {
      settings: {maxRefusedShare: 1},
    })
    expect(deals.map(({id}) => id)).toEqual(['0', '2'])
    expect(report.refusals).toMatchObject([{row: 3, reason: 'its quotes are malformed'}])
  })

  it('a quote with text behind it costs its own row only', async () => {
    const rows = Array.from(
      {length: 2000},
      (_, id) => `${id},${id === 500 ? '"6" pipe' : id === 1500 ? '"Foo, Inc"' : 'A'},1\n`,
    )
    const {deals, report} = await readFile(`id,name,amount\n${rows.join('')}`)
    expect(deals).toHaveLength(1999)
    expect(report).toMatchObject({rowsRead: 2000, refusedCount: 1})
    expect(report.refusals).toMatchObject([{row: 502, reason: 'its quotes are malformed'}])
  })

  it.each([
    ['in the last row', 'id,name\n1,A\n2,"B', 3],
    ['in the middle', 'id,name\n1,"A\n2,B\n3,C\n', 2],
    ['in the header', 'id,"name\n1,A\n', 1],
  ])('a quote that never closes, %s, fails the read', async (_, content, row) => {
    const {code, message} = await refusalOf(readFile(content))
    expect(code).toBe('source-failed')
    expect(message).toContain(`row ${row} never ends`)
  })
})

describe('ragged rows', () => {
  it('empty fields at the end are cut', async () =>
    expect(await cellsOf('id,name,amount\n1,A,10,,\n2,B,20\n')).toEqual(two))

  it.each([
    ['shorter', '1,A', 'it has 2 of 3 fields'],
    ['one field', '1', 'it has 1 of 3 fields'],
    ['longer', '1,A,10,x', 'it has 4 of 3 fields'],
    ['longer after an empty field', '1,A,10,,x', 'it has 5 of 3 fields'],
  ])('%s: refused', async (_, row, reason) => {
    const {deals, report} = await readFile(`id,name,amount\n${row}\n2,B,20\n`, {
      settings: {maxRefusedShare: 0.5},
    })
    expect(deals.map(({id}) => id)).toEqual(['2'])
    expect(report).toMatchObject({rowsRead: 2, refusedCount: 1})
    expect(report.refusals).toEqual([{row: 2, column: null, value: row, reason}])
  })
})

const separators: [string, string][] = [
  ['comma', ','],
  ['semicolon', ';'],
  ['pipe', '|'],
  ['tab', '\t'],
]

describe.each(separators)('separated by %s', (_, separator) => {
  const content = lines.join('\n').replaceAll(',', separator)

  it('recognised', async () => expect(await cellsOf(content)).toEqual(two))

  it('recognised in lines of CR', async () =>
    expect(await cellsOf(content.replaceAll('\n', '\r'))).toEqual(two))

  it('gzipped', async () => expect(await cellsOf(gzipSync(content), 'deals.csv.gz')).toEqual(two))

  it('given', async () => expect(await cellsOf(content, 'deals.csv', {delimiter: separator})).toEqual(two))

  it('within quotes', async () =>
    expect(await cellsOf(content.replace('A', `"A${separator}A"`))).toEqual([
      ['1', `A${separator}A`, 10],
      two[1],
    ]))

  it('beside more of another separator in one field', async () => {
    const other = separator === ',' ? ';' : ','
    const name = `A${other} B${other} C${other} D`
    expect(await cellsOf(content.replace('A', name))).toEqual([['1', name, 10], two[1]])
  })
})

describe('a first line that names the separator, as Excel writes it', () => {
  const semicolons = lines.join('\r\n').replaceAll(',', ';')

  it.each<[string, string]>([
    ['semicolon', `sep=;\r\n${semicolons}`],
    ['semicolon, LF', `sep=;\n${semicolons.replaceAll('\r', '')}`],
    ['upper case', `SEP=;\r\n${semicolons}`],
    ['quoted', `"sep=;"\r\n${semicolons}`],
    ['a quoted tab', `"sep=\t"\n${lines.join('\n').replaceAll(',', '\t')}`],
    ['after a byte order mark', `\ufeffsep=;\r\n${semicolons}`],
    ['filled up', `sep=;;;\r\n${semicolons}`],
    ['comma', `sep=,\n${lines.join('\n')}`],
    ['tab', `sep=\t\n${lines.join('\n').replaceAll(',', '\t')}`],
    ['pipe', `sep=|\n${lines.join('\n').replaceAll(',', '|')}`],
    ['a tab written \\t', `sep=\\t\n${lines.join('\n').replaceAll(',', '\t')}`],
    ['a quoted tab written \\t', `"sep=\\t"\r\n${lines.join('\r\n').replaceAll(',', '\t')}`],
    ['a tab written \\T, filled up', `SEP=\\T\t\t\n${lines.join('\n').replaceAll(',', '\t')}`],
    ['line ends of CR alone', `sep=;\r${semicolons.replaceAll('\n', '')}`],
  ])('%s', async (_, content) => expect(await cellsOf(content)).toEqual(two))

  const commas = lines.join('\n')
  const tabs = commas.replaceAll(',', '\t')

  it.each<[string, string]>([
    ['semicolon, filled up with commas', `sep=;,,\n${commas}`],
    ['quoted comma, filled up with semicolons', `"sep=,";;\r\n${semicolons}`],
    ['comma, filled up with semicolons', `sep=,;;\r\n${semicolons}`],
    ['semicolon, filled up with tabs', `sep=;\t\t\n${tabs}`],
    ['\\t, filled up with commas', `sep=\\t,,\n${commas}`],
    ['semicolon before commas', `sep=;\n${commas}`],
    ['\\t before commas', `sep=\\t\n${commas}`],
    ['comma before semicolons', `sep=,\n${semicolons}`],
    ['filled up with spaces besides', `sep=;,,  \n${commas}`],
    ['an empty line between', `sep=;,,\n\n${commas}`],
  ])('saved again with another one, the lines tell: %s', async (_, content) =>
    expect(await cellsOf(content)).toEqual(two),
  )

  it('is believed where the header has it, however the others look', async () => {
    const {deals} = await readFile('sep=;\nid;name;a,b,c,d\n1;A, B;x,y,z,1\n')
    expect(deals[0]).toMatchObject({id: '1', name: 'A, B'})
  })

  it('is believed where there is one column', async () =>
    expect(await cellsOf('sep=;\nname\nA, B\n')).toEqual([['A, B', 'A, B', null]]))

  it('in UTF-16', async () =>
    expect(await cellsOf(Buffer.from(`\ufeffsep=;\r\n${semicolons}`, 'utf16le'))).toEqual(two))

  it('goes before what the lines look like, and before the name of the file', async () => {
    const content = 'sep=;\nid;name\n1;A, B, C, D\n'
    expect(await cellsOf(content)).toEqual([['1', 'A, B, C, D', null]])
    expect(await cellsOf(content, 'deals.tsv')).toEqual([['1', 'A, B, C, D', null]])
  })

  it('does not go before a separator that is given', async () =>
    expect(await cellsOf(`sep=;\n${lines.join('\n')}`, 'deals.csv', {delimiter: ','})).toEqual(two))

  it('counts as a row of the file', async () => {
    const {report} = await readFile('sep=;\nid;amount\n1;10\n2;x\n', {settings: {maxRefusedShare: 1}})
    expect(report).toMatchObject({rowsRead: 2, refusals: [{row: 4, column: 'amount', value: 'x'}]})
  })

  it.each([
    ['a separator that no file has', 'sep=x\nid;name\n1;A\n'],
    ['an empty line before it', '\nsep=;\nid;name\n1;A\n'],
    ['no separator', 'sep=\nid;name\n1;A\n'],
    ['two fillers', 'sep=;,;\nid;name\n1;A\n'],
    ['text behind it', 'sep=;,x\nid;name\n1;A\n'],
    ['another letter behind a backslash', 'sep=\\n\nid;name\n1;A\n'],
  ])('is a header like any other with %s', async (_, content) =>
    expect(await refusalOf(readFile(content))).toMatchObject({
      code: expect.stringMatching(/config|source-failed|usage/),
    }),
  )
})

describe('separators that lie', () => {
  it('decimal commas between semicolons', async () =>
    expect(await cellsOf('id;name;amount\n1;A;10,5\n2;B;20,5\n')).toEqual([
      ['1', 'A', 10.5],
      ['2', 'B', 20.5],
    ]))

  it('more commas in the names of the columns than semicolons between them', async () => {
    const header = 'id;Deal name, as signed;Amount, net, in EUR, today'
    const map = {name: 'Deal name, as signed', amount: 'Amount, net, in EUR, today'}
    expect(await cellsOf(`${header}\n1;A;10\n2;B;20\n`, 'deals.csv', {map})).toEqual(two)
  })

  it('a tab for a .tsv, whatever else the fields hold', async () =>
    expect(await cellsOf('id\tname\n1\tA, B, C\n2\tB; C\n', 'deals.tsv')).toEqual([
      ['1', 'A, B, C', null],
      ['2', 'B; C', null],
    ]))

  it('a single column', async () => expect(await cellsOf('name\nA\nB\n')).toHaveLength(2))
})
