import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, it} from 'vitest'
import {root, run} from '../support/program.js'

const folder = mkdtempSync(join(tmpdir(), 'revsched-code-cache-'))
const dist = join(folder, 'dist')
let cache: string

beforeAll(() => {
  for (const part of ['dist', 'bin', 'package.json'])
    cpSync(join(root, part), join(folder, part), {recursive: true})
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cache = join(dist, readdirSync(dist).find(name => name.endsWith('.cache')) ?? 'none')
})
afterAll(() => rmSync(folder, {recursive: true, force: true}))

const isFromCache = async (...options: string[]) => {
  const words = `require(${JSON.stringify(join(dist, 'pack.js'))}).isFromCache()`
  return (await run(process.execPath, [...options, '-p', words])).stdout.trim()
}
const list = () =>
  run(process.execPath, [join(folder, 'bin/revsched.js'), 'list', '--json'], {
    env: {REVSCHED_HOME: join(folder, 'home')},
  })

describe('the code that V8 compiled when revsched was built', () => {
  it('is used', async () => {
    expect(await isFromCache()).toBe('true')
    expect(await list()).toMatchObject({code: 0, stdout: '[]\n', stderr: ''})
  })

  it.each<[string, (whole: Buffer) => Buffer | null]>([
    ['is missing', () => null],
    ['is empty', () => Buffer.alloc(0)],
    ['is cut', whole => whole.subarray(0, whole.length / 2)],
    [
      'is of another version of V8',
      whole => Buffer.concat([whole.subarray(0, 4), Buffer.alloc(4, 1), whole.subarray(8)]),
    ],
    ['is something else', () => Buffer.from('not code '.repeat(1000))],
  ])('is compiled anew where it %s', async (_, changed) => {
    const whole = readFileSync(cache)
    const given = changed(whole)
    if (given) writeFileSync(cache, given)
    else rmSync(cache)
    try {
      expect(await isFromCache()).toBe('false')
      expect(await list()).toMatchObject({code: 0, stdout: '[]\n', stderr: ''})
    } finally {
      writeFileSync(cache, whole)
    }
  })

  it('is compiled anew where Node runs with other options of V8', async () => {
    expect(await isFromCache('--no-opt')).toBe('false')
  })

  it('is not written by a command', async () => {
    rmSync(cache)
    await list()
    expect(readdirSync(dist).filter(name => name.includes('.cache'))).toEqual([])
  })
})
