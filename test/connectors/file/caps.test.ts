import {execFileSync} from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import {createServer} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {handlesOn} from '../../support/open-handles.js'
import {readFile, readSource, refusalOf} from '../../support/read-file.js'

const cap = 4 * 1024 * 1024

const csvRow = (length: number) => `id,name\n0,first\n1,${'x'.repeat(length - 2)}\n2,last\n`
const quotedRow = (length: number) => `id,name\n0,first\n1,"${'\n'.repeat(length - 2)}"\n2,last\n`
const lastRow = (length: number) => `id,name\n0,first\n1,${'x'.repeat(length - 2)}`
const oneField = (length: number) => `name\nfirst\n${'x'.repeat(length)}\nlast\n`
const ndjsonLine = (length: number) => `{"id":0}\n{"id":1,"name":"${'x'.repeat(length - 18)}"}\n{"id":2}\n`
const jsonRecord = (length: number) => `[{"id":0},{"id":1,"name":"${'x'.repeat(length - 1)}"},{"id":2}]`

describe('a row of 4 MB', () => {
  it.each<[string, string, (length: number) => string, string, number]>([
    ['CSV', 'deals.csv', csvRow, 'row 3 never ends', 3],
    ['CSV with line breaks in quotes', 'deals.csv', quotedRow, 'row 3 never ends', 3],
    ['CSV, the last row', 'deals.csv', lastRow, 'row 3 never ends', 2],
    ['CSV, one field', 'deals.csv', oneField, 'row 3 never ends', 3],
    ['NDJSON', 'deals.ndjson', ndjsonLine, 'deals.ndjson" is longer than 4 MB', 3],
    ['JSON', 'deals.json', jsonRecord, 'record 2 is larger than 4 MB', 3],
  ])('%s: read at the limit, refused above it', async (_, name, contentOf, message, rows) => {
    expect((await readFile(contentOf(cap), {name})).report.rowsRead).toBe(rows)
    for (const length of [cap + 1, 2 * cap, 3 * cap]) {
      const error = await refusalOf(readFile(contentOf(length), {name}))
      expect(error).toMatchObject({code: 'source-failed', message: expect.stringContaining(message)})
    }
  })

  it('what lies beside the records is not read without end either', async () =>
    expect(
      await refusalOf(
        readFile(`{"skipped":[${'[1],\n'.repeat(cap / 4)}1],"results":[{"id":1}]}`, {name: 'deals.json'}),
      ),
    ).toMatchObject({message: 'record 1 is larger than 4 MB'}))
})

describe('a file of maxBytes', () => {
  const content = 'id,name\n1,A\n2,B\n'

  it.each([
    ['plain', content],
    ['after decompression', gzipSync(content)],
  ])('%s: read at the limit, refused above it', async (_, bytes) => {
    const {deals} = await readFile(bytes, {settings: {maxBytes: content.length}})
    expect(deals).toHaveLength(2)
    const error = await refusalOf(readFile(bytes, {settings: {maxBytes: content.length - 1}}))
    expect(error).toMatchObject({
      code: 'source-failed',
      message: expect.stringMatching(/ more than 15 bytes$/),
    })
  })

  it('a small gzip file that unpacks to a thousand times its size stops at the limit', async () => {
    const bomb = gzipSync(`id,name\n${'1,A\n'.repeat(5_000_000)}`)
    expect(bomb.length).toBeLessThan(100_000)
    const error = await refusalOf(readFile(bomb, {settings: {maxBytes: 1_000_000}}))
    expect(error.message).toMatch(/holds more than 1000000 bytes$/)
  })
})

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-caps-'))
  writeFileSync(join(folder, 'deals.csv'), 'id,name\n1,A\n')
})

afterEach(() => rmSync(folder, {recursive: true, force: true}))

/** A file of Linux, of which a size is told and every read is refused: the speed of a device that has none. */
const unreadable = '/sys/devices/virtual/net/lo/speed'
const unreadableRow: [string, () => string, RegExp] = [
  'one that cannot be read',
  () => unreadable,
  / cannot be read: EINVAL/,
]

function emptied(path: string): string {
  truncateSync(path)
  return path
}

const readPath = (path: string) => readSource(fileConnector.open({path}, {timeZone: 'UTC'}))

describe('only files are read', () => {
  it('a link to one is', async () => {
    symlinkSync(join(folder, 'deals.csv'), join(folder, 'link.csv'))
    expect((await readPath(join(folder, 'link.csv'))).deals).toHaveLength(1)
  })

  it('a FIFO is refused without waiting for its writer', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe.csv')])
    expect((await refusalOf(readPath(join(folder, 'pipe.csv')))).message).toMatch(/ is a pipe, not a file$/)
  })

  it.each<[string, () => string, RegExp]>([
    ['a folder', () => folder, / is a folder, not a file$/],
    ['a link to a folder', () => link(folder), / is a folder, not a file$/],
    ['a device', () => '/dev/null', / is a device or socket, not a file$/],
    ['an endless device', () => '/dev/zero', / is a device or socket, not a file$/],
    ['a link to a device', () => link('/dev/zero'), / is a device or socket, not a file$/],
    ['nothing there', () => join(folder, 'missing.csv'), / does not exist$/],
    [
      'nothing there, in a folder that is missing',
      () => join(folder, 'none', 'deals.csv'),
      / does not exist$/,
    ],
    ['a link to nothing', () => link(join(folder, 'missing.csv')), / does not exist$/],
    ['a file taken for a folder', () => join(folder, 'deals.csv', 'x'), / cannot be opened: /],
    ['a link to itself', () => link(join(folder, 'link.csv')), / cannot be opened: /],
  ])('%s', async (_, pathOf, message) => {
    const path = pathOf()
    const error = await refusalOf(readPath(path))
    expect(error).toMatchObject({code: 'source-failed', message: expect.stringMatching(message)})
    expect(error.message).toContain(`"${path}"`)
  })

  it('a socket', async () => {
    const path = join(folder, 'socket')
    const server = createServer()
    await new Promise<void>(resolve => server.listen(path, resolve))
    try {
      expect((await refusalOf(readPath(path))).code).toBe('source-failed')
    } finally {
      await new Promise(resolve => server.close(resolve))
    }
  })

  it.each<[string, () => string, RegExp]>([
    ['a folder', () => folder, / is a folder, not a file$/],
    ['a file without anything', () => emptied(join(folder, 'deals.csv')), / is empty$/],
    ...(existsSync(unreadable) ? [unreadableRow] : []),
  ])('none is left open: %s', async (_, pathOf, message) => {
    const path = pathOf()
    expect((await refusalOf(readPath(path))).message).toMatch(message)
    expect(handlesOn(path)).toBe(0)
  })

  // Root may read everything.
  it.runIf(process.getuid?.() !== 0)('a file that this user may not read', async () => {
    chmodSync(join(folder, 'deals.csv'), 0)
    expect((await refusalOf(readPath(join(folder, 'deals.csv')))).message).toMatch(
      / may not be read by this user$/,
    )
  })
})

describe('a path', () => {
  it('is made absolute when the settings are checked', () =>
    expect(fileConnector.parseSettings({path: 'deals.csv'})).toEqual({
      path: join(process.cwd(), 'deals.csv'),
    }))

  it('with spaces and letters of other alphabets', async () => {
    mkdirSync(join(folder, 'Verkäufe Ōsaka 🚀'))
    const path = join(folder, 'Verkäufe Ōsaka 🚀', 'deals of today.csv')
    writeFileSync(path, 'id,name\n1,A\n')
    expect((await readPath(path)).deals).toHaveLength(1)
    expect(fileConnector.describe({path})).toBe(path)
  })
})

function link(target: string): string {
  const path = join(folder, 'link.csv')
  symlinkSync(target, path)
  return path
}
