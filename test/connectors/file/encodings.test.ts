import {describe, expect, it} from 'vitest'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const text = 'id,name,amount\n1,Café Ōsaka 🚀,10\n2,Müller,20\n'
const western = 'id,name,amount\n1,Café €,10\n2,Müller,20\n'
const names = ['Café Ōsaka 🚀', 'Müller']
const westernNames = ['Café €', 'Müller']

const utf16be = (value: string) => Buffer.from(value, 'utf16le').swap16()

/** The bytes of Windows-1252 for text whose only character outside Latin-1 is the euro sign. */
const windows1252 = (value: string) => Buffer.from(value.replaceAll('€', '\u0080'), 'latin1')

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
      message: 'the file is not valid UTF-8, or cut off',
    }))

  it('UTF-8 by its BOM', async () =>
    expect(
      await refusalOf(readFile(Buffer.concat([Buffer.from('\ufeffid,name\n1,A\n2,'), Buffer.from([0xe9])]))),
    ).toMatchObject({message: 'the file is not valid UTF-8, or cut off'}))

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

describe('a given encoding is kept', () => {
  it('Latin-1 reads UTF-8 bytes one by one', async () =>
    expect(await namesIn(Buffer.from('id,name\n1,é\n'), {encoding: 'latin1'})).toEqual(['Ã©']))

  it.each([
    ['a Latin-1 byte', windows1252(western)],
    ['a sequence cut short', Buffer.concat([Buffer.from('id,name\n1,A'), Buffer.from([0xe2, 0x82, 0x0a])])],
    [
      'an encoded surrogate',
      Buffer.concat([Buffer.from('id,name\n1,'), Buffer.from([0xed, 0xa0, 0x80, 0x0a])]),
    ],
    ['an overlong zero', Buffer.concat([Buffer.from('id,name\n1,'), Buffer.from([0xc0, 0x80, 0x0a])])],
  ])('UTF-8 refuses %s', async (_, content) =>
    expect(await refusalOf(readFile(content, {settings: {encoding: 'utf-8'}}))).toEqual({
      code: 'source-failed',
      message: 'the file is not valid UTF-8, or cut off',
      hint: 'export the file again, or give --encoding latin1',
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
    ).toMatchObject({message: 'the file is not valid UTF-8, or cut off'}))
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
