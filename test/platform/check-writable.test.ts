import {chmod, mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {checkWritable, writeFileWhole} from '../../src/platform/write-file.js'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'revsched-write-'))
  await mkdir(join(folder, 'sub'))
  await writeFile(join(folder, 'old.txt'), 'old')
})
afterEach(() => rm(folder, {recursive: true, force: true}))

describe('an output file', () => {
  it.each([
    ['in a folder that is not there', 'gone/a.txt', 'the folder "$/gone" does not exist'],
    ['below a file', 'old.txt/a.txt', '"$/old.txt" is no folder'],
    ['that is a folder', 'sub', 'it is a folder'],
  ])('%s is refused before and after the work', async (_, name, reason) => {
    const path = join(folder, name)
    const refused = {
      code: 'storage',
      message: `cannot write "${path}": ${reason.replace('$', folder)}`,
      hint: 'choose another file, in a folder that can be written and has space',
    }
    await expect(checkWritable(path)).rejects.toMatchObject(refused)
    await expect(writeFileWhole(path, ['a'], {suffix: 'x'})).rejects.toMatchObject({code: 'storage'})
    expect((await readdir(folder)).sort()).toEqual(['old.txt', 'sub'])
  })

  it.each(['new.txt', 'old.txt', 'sub/new.txt'])('%s may be written', async name => {
    await expect(checkWritable(join(folder, name))).resolves.toBeUndefined()
  })

  it.skipIf(process.getuid?.() === 0)('in a read-only folder is refused', async () => {
    await chmod(join(folder, 'sub'), 0o500)
    await expect(checkWritable(join(folder, 'sub/a.txt'))).rejects.toThrow('may not be written')
  })
})
