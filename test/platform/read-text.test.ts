import {execFileSync} from 'node:child_process'
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {mostTextBytes, readText} from '../../src/platform/read-text.js'

describe('the text of a small file', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'revsched-text-'))
    mkdirSync(join(folder, 'a-folder'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync('pipe', join(folder, 'link-to-pipe'))
    symlinkSync('none', join(folder, 'link-to-nothing'))
  })
  afterAll(() => rmSync(folder, {recursive: true, force: true}))

  it.each([
    {name: 'nothing', text: ''},
    {name: 'a line', text: 'extends: [revsched:strict]\n'},
    {name: 'characters that lie across blocks', text: `x${'é'.repeat(100_000)}`},
    {name: 'as much as is taken', text: 'x'.repeat(mostTextBytes)},
  ])('is read whole: $name', ({text}) => {
    const path = join(folder, 'rules.yaml')
    writeFileSync(path, text)
    symlinkSync(path, `${path}.link`)
    expect(readText(path) === text).toBe(true)
    expect(readText(`${path}.link`) === text).toBe(true)
    rmSync(`${path}.link`)
  })

  it.skipIf(process.platform !== 'linux')('is read whole of a file that tells no size', () =>
    expect(readText('/proc/self/status')).toContain('VmRSS'),
  )

  it.each([
    {name: 'one byte more', text: 'x'.repeat(mostTextBytes + 1)},
    {name: 'too many bytes in fewer characters', text: 'é'.repeat(mostTextBytes / 2 + 1)},
  ])('is refused: $name', ({text}) => {
    const path = join(folder, 'large.yaml')
    writeFileSync(path, text)
    expect(() => readText(path)).toThrow('it is larger than 1 MB')
  })

  it.each([
    {path: 'a-folder', message: 'it is a folder'},
    {path: 'pipe', message: 'it is a pipe, not a file'},
    {path: 'link-to-pipe', message: 'it is a pipe, not a file'},
    {path: '/dev/zero', message: 'it is a device or socket, not a file'},
    {path: 'none', message: 'ENOENT: no such file or directory'},
    {path: 'link-to-nothing', message: 'ENOENT: no such file or directory'},
  ])('is not waited for: $path', ({path, message}) =>
    expect(() => readText(path.startsWith('/') ? path : join(folder, path))).toThrow(message),
  )
})
