import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, it} from 'vitest'
import {makeFolder} from '../../src/store/make-folder.js'
import {refusal, revsched} from '../support/program.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-folder-'))
})
afterEach(() => rmSync(folder, {recursive: true, force: true}))

it('makes every folder on the way, for its owner only', () => {
  const before = process.umask(0)
  try {
    makeFolder(join(folder, 'a/b/c'))
  } finally {
    process.umask(before)
  }
  expect(['a', 'a/b', 'a/b/c'].map(name => statSync(join(folder, name)).mode & 0o777)).toEqual([
    0o700, 0o700, 0o700,
  ])
})

it('leaves one that is there as it is', () => {
  mkdirSync(join(folder, 'open'), {mode: 0o755})
  makeFolder(join(folder, 'open'))
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o755)
})

it('goes through no file', () => {
  writeFileSync(join(folder, 'file'), '')
  expect(() => makeFolder(join(folder, 'file/a'))).toThrow('ENOTDIR')
  expect(existsSync(join(folder, 'file/a'))).toBe(false)
})

it.runIf(process.platform === 'linux')('a place that takes no folders is refused at once', async () => {
  const {code, error} = await refusal(revsched('/proc/nope', ['list']))
  expect(code).toBe(10)
  expect(error).toContain('cannot create the database "/proc/nope/revsched.db"')
})
