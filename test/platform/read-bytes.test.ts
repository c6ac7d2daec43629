import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {Readable} from 'node:stream'
import {afterAll, beforeAll, expect, it} from 'vitest'
import {readBytes} from '../../src/platform/read-bytes.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-input-'))
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))

const stdin = (...chunks: string[]) => Readable.from(chunks.map(chunk => Buffer.from(chunk)))

it('reads a file byte for byte, and standard input for "-"', async () => {
  const bytes = Buffer.from([0xff, 0, 0xef, 0xbb, 0xbf, 0x0a])
  writeFileSync(join(folder, 'body'), bytes)
  expect(await readBytes(join(folder, 'body'), stdin())).toEqual(bytes)
  expect(await readBytes('-', stdin('a', 'ä'))).toEqual(Buffer.from('aä'))
})

it('takes 32 MB, and no byte more', async () => {
  const path = join(folder, 'large')
  writeFileSync(path, '')
  truncateSync(path, 32_000_000)
  expect((await readBytes(path, stdin())).length).toBe(32_000_000)
  truncateSync(path, 32_000_001)
  await expect(readBytes(path, stdin())).rejects.toThrow('it is larger than 32 MB')
})

it('says what cannot be read', async () => {
  await expect(readBytes(folder, stdin())).rejects.toMatchObject({code: 'EISDIR'})
  await expect(readBytes(join(folder, 'none'), stdin())).rejects.toMatchObject({code: 'ENOENT'})
})
