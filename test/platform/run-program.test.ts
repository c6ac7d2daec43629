import {existsSync, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {describe, expect, it, vi} from 'vitest'
import {runProgram} from '../../src/platform/run-program.js'

const never = new AbortController().signal
const node = (text: string, options: {timeoutMs?: number; signal?: AbortSignal} = {}) =>
  runProgram(process.execPath, ['-e', text], {timeoutMs: 20_000, signal: never, ...options})

/** One that has ended may stay in the list until the first process of the machine looks. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`
  if (existsSync('/proc/self/status'))
    return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, 'utf8'))
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('runProgram', () => {
  it.each([
    ['what it prints', "process.stdout.write('token ä')", {code: 0, stdout: 'token ä'}],
    ['nothing of what it complains about', "console.error('secret')", {code: 0, stdout: ''}],
    ['its exit code', "console.log('no'); process.exitCode = 3", {code: 3, stdout: 'no\n'}],
    ['no code when a signal ended it', "process.kill(process.pid, 'SIGKILL')", {code: null, stdout: ''}],
    [
      'an input that has ended',
      "process.stdin.on('end', () => console.log('end')).resume()",
      {code: 0, stdout: 'end\n'},
    ],
    ['exactly 1 MB', "process.stdout.write('a'.repeat(2 ** 20))", {code: 0, stdout: 'a'.repeat(2 ** 20)}],
  ])('gives %s', async (_, text, result) => {
    expect(await node(text)).toEqual(result)
  })

  it('uses no shell', async () => {
    const text = 'console.log(process.argv.slice(1))'
    const {stdout} = await runProgram(process.execPath, ['-e', text, '$HOME', '; echo', '`id`'], {
      timeoutMs: 20_000,
      signal: never,
    })
    expect(stdout).toBe("[ '$HOME', '; echo', '`id`' ]\n")
  })

  it.each([
    ['SF_ACCESS_TOKEN', true],
    ['HTTPS_PROXY', true],
    ['REVSCHED', true],
    ['MY_REVSCHED_HOME', true],
    ['REVSCHED_', false],
    ['REVSCHED_MASTER_KEY', false],
    ['REVSCHED_CRM_SECRET', false],
    ['REVSCHED_HOME', false],
  ])('gives the environment on, where it is not its own: %s %s', async (name, isGiven) => {
    vi.stubEnv(name, 'planted')
    const {stdout} = await node('console.log(JSON.stringify(process.env))')
    vi.unstubAllEnvs()
    expect(JSON.parse(stdout)).toMatchObject({PATH: process.env.PATH})
    expect(JSON.parse(stdout)[name]).toBe(isGiven ? 'planted' : undefined)
  })

  it('throws the error of the system for a program that is not there', async () => {
    await expect(
      runProgram('revsched-no-such-program', [], {timeoutMs: 20_000, signal: never}),
    ).rejects.toMatchObject({code: 'ENOENT'})
  })

  it('ends one that prints more than 1 MB', async () => {
    const text = "process.stdout.write('a'.repeat(2 ** 20 + 1)); setInterval(() => 0, 1000)"
    await expect(node(text)).rejects.toMatchObject({
      code: 'source-failed',
      message: expect.stringMatching(/^the program "node(\.exe)?" printed more than 1 MB$/),
    })
  })

  // The first prints the id of the second, which keeps its output open; neither ends by itself, or when it is asked to.
  const two = `
    const ignore = "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)"
    const second = require('child_process').spawn(process.execPath, ['-e', ignore], {stdio: 'inherit'})
    require('fs').writeFileSync(process.env.TEST_PIDS, process.pid + ' ' + second.pid)
    eval(ignore)`

  it.each([
    ['its time is over', 5000, {code: 'timeout', canPass: true}],
    ['the signal is aborted', 50_000, {message: 'enough'}],
  ])('ends it, and what it started, when %s', async (_, timeoutMs, expected) => {
    const folder = mkdtempSync(join(tmpdir(), 'revsched-run-'))
    const file = join(folder, 'pids')
    vi.stubEnv('TEST_PIDS', file)
    const stop = new AbortController()
    const ended = expect(node(two, {timeoutMs, signal: stop.signal})).rejects.toMatchObject(expected)
    vi.unstubAllEnvs()
    const pids = await vi.waitFor(
      () => {
        const found = readFileSync(file, 'utf8').split(' ').map(Number)
        expect(found.filter(isRunning)).toHaveLength(2)
        return found
      },
      {timeout: 4500},
    )
    if (timeoutMs > 5000) stop.abort(new Error('enough'))
    await ended
    await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]))
    rmSync(folder, {recursive: true})
  })

  it('starts nothing when the signal is aborted already', async () => {
    await expect(node('', {signal: AbortSignal.abort(new Error('enough'))})).rejects.toThrow('enough')
  })
})
