import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'
import {RevschedError} from '../../../src/domain/errors.js'
import {readSource} from '../../support/read-file.js'

const count = 60_000
const rows = Array.from({length: count}, (_, id) => ({id: `${id}`, name: `Deal number ${id}`}))
const csv = `id,name\n${rows.map(({id, name}) => `${id},${name}\n`).join('')}`
const ndjson = rows.map(row => `${JSON.stringify(row)}\n`).join('')
const array = `[${rows.map(row => JSON.stringify(row)).join(',\n')}]`

/** In seconds since 1970. */
const writtenAt = 1_790_000_000

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-interrupted-'))
})

afterEach(() => rmSync(folder, {recursive: true, force: true}))

/** Reads the content and calls `interrupt` once, when the first deals were delivered. */
function readInterrupted(
  name: string,
  content: string | Uint8Array,
  interrupt: (path: string, abort: AbortController) => void,
) {
  const path = join(folder, name)
  writeFileSync(path, content)
  utimesSync(path, writtenAt, writtenAt)
  const abort = new AbortController()
  let isInterrupted = false
  return readSource(fileConnector.open({path}, {timeZone: 'UTC'}), {
    signal: abort.signal,
    onProgress: () => {
      if (!isInterrupted) interrupt(path, abort)
      isInterrupted = true
    },
  })
}

describe('an abort on the way ends the read with its reason', () => {
  it.each<[string, string | Uint8Array]>([
    ['deals.csv', csv],
    ['deals.ndjson', ndjson],
    ['deals.json', array],
    ['deals.csv.gz', gzipSync(csv)],
    ['deals.json.gz', gzipSync(array)],
  ])('%s', async (name, content) => {
    const reasons = [new RevschedError('interrupted', 'stopped by the test'), new Error('another')]
    for (const reason of reasons)
      await expect(readInterrupted(name, content, (_, abort) => abort.abort(reason))).rejects.toBe(reason)
  })
})

describe('a file that changes while it is read is not whole', () => {
  it.each<[string, (path: string) => void]>([
    ['it grows', path => appendFileSync(path, 'x,Late\n')],
    ['it shrinks', path => truncateSync(path, csv.length - 100)],
    ['it is emptied', path => truncateSync(path)],
    [
      'it is written again, of the same size',
      path => writeFileSync(path, csv.replaceAll('number', 'Number')),
    ],
    [
      'it is written again with the time that it had',
      path => {
        writeFileSync(path, csv.replaceAll('number', 'Number'))
        utimesSync(path, writtenAt, writtenAt)
      },
    ],
    ['it is written again, shorter', path => writeFileSync(path, 'id,name\n1,A\n')],
  ])('%s', async (_, change) => {
    await expect(readInterrupted('deals.csv', csv, change)).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringMatching(/deals\.csv" changed while it was read$/),
      hint: expect.stringContaining('rename it over the old one'),
      canPass: true,
    })
  })

  it.each<[string, (path: string) => void]>([
    [
      'a new one is renamed over it',
      path => {
        writeFileSync(`${path}.new`, 'id,name\n1,A\n')
        renameSync(`${path}.new`, path)
      },
    ],
    ['it is removed', path => rmSync(path)],
    ['it is read by another', path => void readFileSync(path)],
  ])('but whole when %s: what was opened is read', async (_, change) => {
    const {deals} = await readInterrupted('deals.csv', csv, change)
    expect(deals).toHaveLength(count)
  })
})
