import {describe, expect, it} from 'vitest'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const text = 'id,name,amount\n1,Café Ōsaka 🚀,10\n2,Müller,20\n'
const western = 'id,name,amount\n1,Café €,10\n2,Müller,20\n'
const names = ['Café Ōsaka 🚀', 'Müller']
const westernNames = ['Café €', 'Müller']

const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16()

/** The bytes of Windows-1252 for text whose only character outside Latin-1 is the euro sign. */
const windows1252 = (value: string) => Buffer.from(value.replaceAll('€', '\u0080'), 'latin1')

/** Texts as UTF-8, numbers as bytes. */
const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))))

async function namesIn(content: Uint8Array, settings: Record<string, unknown> = {}) {
  const {deals, report} = await readFile(content, {settings})
  expect(report.refusedCount).toBe(0)
  return deals.map(deal => deal.name)
}

describe('an encoding is recognised', () => {
  it.each<[string, Buffer, string[], string]>([
    ['UTF-8', Buffer.from(text), names, 'UTF-8'],
    ['UTF-8 with a BOM', Buffer.from(`\ufeff${text}`), names, 'UTF-8'],
    ['UTF-16 LE with a BOM', Buffer.from(`\ufeff${text}`, 'utf16le'), names, 'UTF-16LE'],
    ['UTF-16 BE with a BOM', utf16be(`\ufeff${text}`), names, 'UTF-16BE'],
    ['UTF-16 LE without a BOM', Buffer.from(text, 'utf16le'), names, 'UTF-16LE'],
    ['UTF-16 BE without a BOM', utf16be(text), names, 'UTF-16BE'],
    ['Windows-1252', windows1252(western), westernNames, 'LATIN1'],
  ])('%s', async (_, content, expected, shown) => {
    expect(await namesIn(content)).toEqual(expected)
    expect((await testFile(content)).description).toContain(`, ${shown}, `)
  })

  it('a BOM is no part of the first header', async () => {
    const {columns} = await testFile('\ufeffid,name\n1,A\n')
    expect(columns.map(({column, field}) => [column, field])).toEqual([
      ['id', 'id'],
      ['name', 'name'],
    ])
  })

  it('a BOM before a quoted header', async () =>
    expect(await namesIn(Buffer.from('\ufeff"id","name"\n1,A\n'))).toEqual(['A']))
})

describe('what is damaged is not taken for another encoding', () => {
  const cut = Buffer.from('id,name\n1,é\n2,ü').subarray(0, -1)

  it('UTF-8 that ends within a character', async () =>
    expect(await refusalOf(readFile(cut))).toMatchObject({
      code: 'source-failed',
      message: 'the file is not valid UTF-8, or cut off: byte C3 in line 3',
    }))

  it('UTF-8 by its BOM', async () =>
    expect(
      await refusalOf(readFile(Buffer.concat([Buffer.from('\ufeffid,name\n1,A\n2,'), Buffer.from([0xe9])]))),
    ).toMatchObject({message: 'the file is not valid UTF-8, or cut off: byte E9 in line 3'}))

  it('unless Latin-1 is asked for', async () =>
    expect(await namesIn(cut, {encoding: 'latin1'})).toEqual(['Ã©', 'Ã']))

  it.each([
    ['LE', Buffer.from('\ufeffid,name\n1,AB', 'utf16le')],
    ['BE', utf16be('\ufeffid,name\n1,AB')],
  ])('UTF-16 %s that ends within a character', async (_, content) =>
    expect(await refusalOf(readFile(content.subarray(0, -1)))).toMatchObject({
      code: 'source-failed',
      message: 'the file ends in the middle of a character',
    }),
  )
})

/** Every letter of a file goes wrong in the wrong encoding: all of its bytes decide, not the first that does not fit. */
describe('UTF-8 with bad bytes', () => {
  const repeated = (text: string, times: number) => `${text}\n`.repeat(times)
  const rows = (name: string, times: number) => repeated(`1,${name}`, times)

  it.each<[string, Buffer, string]>([
    ['a bad byte before the first letter', bytes('id,name\n1,M', 0xfc, '\n', rows('é', 2)), 'FC in line 2'],
    ['as many as letters', bytes('id,name\n1,M', 0xfc, '\n', rows('é', 1)), 'FC in line 2'],
    ['one letter, nine bad bytes', bytes('id,name\n1,é', ...Array(9).fill(0xfc)), 'FC in line 2, and 8 more'],
    [
      'a byte order mark, many bad bytes',
      bytes('\ufeffid,name\n1,', ...Array(99).fill(0xfc)),
      'FC in line 2, ',
    ],
    [
      'the bad byte far before',
      bytes('id,name\n1,', 0xfc, '\n', rows('plain', 20_000), rows('é', 1)),
      'FC in line 2',
    ],
    ['the bad byte far behind', bytes('id,name\n', rows('é', 20_000), '1,', 0xfc, '\n'), 'FC in line 20002'],
    ['in a header', bytes('id,name,', 0xfc, '\n', rows('é,', 2)), 'FC in line 1'],
    ['letters across chunks', bytes('id,name\n1,', '€'.repeat(40_000), 0xfc), 'FC in line 2'],
  ])('%s: refused with the line', async (_, content, where) =>
    expect((await refusalOf(readFile(content))).message).toContain(
      `the file is not valid UTF-8, or cut off: byte ${where}`,
    ),
  )

  it('of JSON as well', async () =>
    expect(
      (
        await refusalOf(
          readFile(bytes('[{"id":1,"name":"é"},\n{"id":2,"name":"', 0xfc, '"}]'), {name: 'd.json'}),
        )
      ).message,
    ).toContain('byte FC in line 2'))

  it.each<[string, Buffer, string]>([
    ['one high byte, no letter', bytes('id,name\n1,M', 0xfc, '\n'), 'Mü'],
    [
      'a letter by chance among ten',
      bytes('id,name\n1,', 0xc9, 0xa0, ...Array(10).fill(0xfc)),
      `É\u00a0${'ü'.repeat(10)}`,
    ],
    ['an open letter at the end', bytes('id,name\n1,', 0xc9), 'É'],
    ['high bytes far behind', bytes('id,name\n', rows('plain', 20_000), '1,', 0xfc), 'ü'],
  ])('but Windows-1252: %s', async (_, content, name) => {
    const {deals} = await readFile(content)
    expect(deals.at(-1)?.name).toBe(name)
  })
})

describe('a given encoding is kept', () => {
  it('Latin-1 reads UTF-8 bytes one by one', async () =>
    expect(await namesIn(Buffer.from('id,name\n1,é\n'), {encoding: 'latin1'})).toEqual(['Ã©']))

  it.each<[string, Buffer, string]>([
    ['Latin-1 bytes', windows1252(western), 'byte E9 in line 2, and 2 more'],
    ['a sequence cut short', bytes('id,name\n1,A', 0xe2, 0x82, '\n'), 'byte E2 in line 2, and 1 more'],
    ['an encoded surrogate', bytes('id,name\n1,', 0xed, 0xa0, 0x80, '\n'), 'byte ED in line 2, and 2 more'],
    ['an overlong zero', bytes('id,name\n1,', 0xc0, 0x80, '\n'), 'byte C0 in line 2, and 1 more'],
    [
      'what lies above Unicode',
      bytes('id,name\n1,', 0xf4, 0x90, 0x80, 0x80),
      'byte F4 in line 2, and 3 more',
    ],
  ])('UTF-8 refuses %s', async (_, content, where) =>
    expect(await refusalOf(readFile(content, {settings: {encoding: 'utf-8'}}))).toEqual({
      code: 'source-failed',
      message: `the file is not valid UTF-8, or cut off: ${where}`,
      hint: 'mend that line or export the file again; where it is all Latin-1, give --encoding latin1',
    }),
  )
})

/** More than is surveyed before the reading begins. */
const asciiRows = 100_000
const ascii = `id,name,amount\n${Array.from({length: asciiRows}, (_, row) => `${row},Plain deal number ${row},10\n`).join('')}`

describe('after megabytes of ASCII', () => {
  it('a Windows-1252 byte starts the read over', async () => {
    const {deals, begins, report} = await readFile(windows1252(`${ascii}last,Café €,10\n`))
    expect(deals.at(-1)?.name).toBe('Café €')
    expect(deals).toHaveLength(asciiRows + 1)
    expect(begins).toBe(2)
    expect(report.rowsRead).toBe(asciiRows + 1)
  })

  it('UTF-8 is read in one go', async () => {
    const {deals, begins} = await readFile(`${ascii}last,Café €,10\n`)
    expect(deals.at(-1)?.name).toBe('Café €')
    expect(begins).toBe(1)
  })

  it('a given UTF-8 is not left', async () =>
    expect(
      await refusalOf(readFile(windows1252(`${ascii}last,Café,10\n`), {settings: {encoding: 'utf-8'}})),
    ).toMatchObject({message: 'the file is not valid UTF-8, or cut off: byte E9 in line 100002'}))
})

/** Chunks of a file end at multiples of 32 KiB: characters that lie across one must come out whole. */
describe.each([0, 1, 2, 3])('characters of several bytes shifted by %i', shift => {
  const long = `id,name\n${'x'.repeat(shift)}1,${'🚀é€'.repeat(40_000)}\n2,${'🚀'.repeat(9)}\n`

  it.each([
    ['UTF-8', Buffer.from(long)],
    ['UTF-16 LE', Buffer.from(`\ufeff${long}`, 'utf16le')],
    ['UTF-16 BE', utf16be(`\ufeff${long}`)],
  ])('%s', async (_, content) =>
    expect(await namesIn(content)).toEqual(['🚀é€'.repeat(40_000), '🚀'.repeat(9)]),
  )

  it('a JSON document on one line longer than any buffer', async () => {
    const records = Array.from({length: 45}, (_, id) => ({id, name: '🚀é€'.repeat(25_000)}))
    const {deals} = await readFile(`${' '.repeat(shift)}${JSON.stringify(records)}`, {name: 'deals.json'})
    expect(deals.map(deal => deal.name)).toEqual(records.map(({name}) => name))
  })
})
