import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {RegularFile} from '../../../src/connectors/file/regular-file.js'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-file-'))
  path = join(folder, 'deals.csv')
  writeFileSync(path, 'name,amount\n')
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

describe('a file on the disk', () => {
  it('is read at any place, at once or while others compute, up to its end', async () => {
    const file = new RegularFile(path)
    const [now, later] = [Buffer.alloc(4), Buffer.alloc(100)]
    expect(file.readNow({buffer: now, position: 0})).toBe(4)
    expect(await file.read({buffer: later, position: 5})).toBe(7)
    expect([now.toString(), later.toString('utf8', 0, 7)]).toEqual(['name', 'amount\n'])
    await file.close()
  })

  it('is closed once what is being read has been read, and is read no more: its number may be that of another file', async () => {
    const file = new RegularFile(path)
    const buffer = Buffer.alloc(12)
    const reading = file.read({buffer, position: 0})
    const closed = file.close()
    await expect(file.read({buffer: Buffer.alloc(1), position: 0})).rejects.toThrow('is closed')
    await closed
    expect(await reading).toBe(12)
    expect(buffer.toString()).toBe('name,amount\n')
    expect(() => file.stat()).toThrow('EBADF')
  })

  it('is told from a folder', () =>
    expect(() => new RegularFile(folder)).toThrow(`"${folder}" is a folder, not a file`))
})
