import {type ChildProcess, execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {LogLevel, LogRecord} from '../../src/domain/ports/logger.js'
import {createLogger} from '../../src/platform/log-writer.js'
import {bundled} from '../support/bundled.js'
import {fakeClock} from '../support/fake-clock.js'

let folder = ''
const open: number[] = []
const children: ChildProcess[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-log-'))
})
afterEach(() => {
  for (const descriptor of open.splice(0)) closeSync(descriptor)
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, {recursive: true, force: true})
})

function opened(path: string, flags: number): number {
  const descriptor = openSync(path, flags)
  open.push(descriptor)
  return descriptor
}

const logTo = (descriptor: number, {level = 'info' as LogLevel, env = {}} = {}) =>
  createLogger(fakeClock('2026-11-16T06:00:00Z'), level, {
    descriptor,
    env,
    readable: ({level: name, event, message}: LogRecord) => `${name} ${event} ${message}`,
  })

function logFile() {
  const path = join(folder, 'log')
  const descriptor = opened(path, constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND)
  return {descriptor, lines: () => readFileSync(path, 'utf8').split('\n').slice(0, -1)}
}

/** What is in a pipe now, as lines. */
function pipedLines(descriptor: number): string[] {
  const buffer = Buffer.alloc(1 << 20)
  return buffer.toString('utf8', 0, readSync(descriptor, buffer)).split('\n').slice(0, -1)
}

describe('a line in a file', () => {
  it('is one JSON object with time, level, event, fields and message', () => {
    const {descriptor, lines} = logFile()
    const log = logTo(descriptor)
    log.child({run: '1a2b'}).info('run-finished', 'weekly: 100 %s of it', {score: 62})
    log.error('store-failed', 'two\nlines')
    expect(lines()).toEqual([
      '{"level":"info","time":"2026-11-16T06:00:00.000Z","run":"1a2b","event":"run-finished","score":62,"message":"weekly: 100 %s of it"}',
      '{"level":"error","time":"2026-11-16T06:00:00.000Z","event":"store-failed","message":"two\\nlines"}',
    ])
  })

  it.each<[LogLevel, string[]]>([
    ['error', ['error']],
    ['warn', ['error', 'warn']],
    ['info', ['error', 'warn', 'info']],
    ['debug', ['error', 'warn', 'info', 'debug']],
  ])('of level %s comes with those above it', (level, expected) => {
    const {descriptor, lines} = logFile()
    const log = logTo(descriptor, {level})
    for (const name of ['error', 'warn', 'info', 'debug'] as const) log[name]('tick', 'now')
    expect(lines().map(line => JSON.parse(line).level)).toEqual(expected)
  })
})

describe('the journal', () => {
  it('gets a priority in front of each line', () => {
    const {descriptor, lines} = logFile()
    const {dev, ino} = fstatSync(descriptor)
    const log = logTo(descriptor, {level: 'debug', env: {JOURNAL_STREAM: `${dev}:${ino}`}})
    for (const name of ['error', 'warn', 'info', 'debug'] as const) log[name]('tick', 'now')
    expect(lines().map(line => line.slice(0, 4))).toEqual(['<3>{', '<4>{', '<6>{', '<7>{'])
    expect(lines().map(line => JSON.parse(line.slice(3)).level)).toEqual(['error', 'warn', 'info', 'debug'])
  })

  it.each(['', '0:0', 'x'])('is not behind a redirection: JOURNAL_STREAM="%s" names another', stream => {
    const {descriptor, lines} = logFile()
    logTo(descriptor, {env: {JOURNAL_STREAM: stream}}).info('tick', 'now')
    expect(lines()[0]).toMatch(/^\{/)
  })
})

describe('an output that fails', () => {
  it.skipIf(!existsSync('/dev/full'))('for a full disk ends nothing', () => {
    logTo(opened('/dev/full', constants.O_WRONLY)).error('tick', 'now')
  })

  it('because it was closed before the program began ends nothing', () => {
    logTo(9999, {env: {JOURNAL_STREAM: '1:2'}}).error('tick', 'now')
  })
})

describe.skipIf(process.platform !== 'linux')('a pipe', () => {
  it('whose reader has stopped does not block, and tells later how many lines are missing', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    // Opened to read and write, so that it has a reader that never reads; and to wait, as a shell opens it.
    const descriptor = opened(path, constants.O_RDWR)
    const log = logTo(descriptor)
    for (let number = 0; number < 2000; number++) log.info('tick', 'now', {number})
    const before = pipedLines(descriptor).map(line => JSON.parse(line))
    expect(before.map(({number}) => number)).toEqual(before.map((_, index) => index))
    log.info('tick', 'later')
    expect(pipedLines(descriptor).map(line => JSON.parse(line))).toEqual([
      expect.objectContaining({level: 'warn', event: 'log-lines-dropped', dropped: 2000 - before.length}),
      expect.objectContaining({event: 'tick', message: 'later'}),
    ])
  })

  it('whose reader is gone does not end the program, and has a reader again later', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const log = logTo(opened(path, constants.O_WRONLY))
    closeSync(reader)
    log.info('tick', 'into nothing')
    const next = opened(path, constants.O_RDONLY | constants.O_NONBLOCK)
    log.info('tick', 'heard')
    expect(pipedLines(next).map(line => JSON.parse(line).event)).toEqual(['log-lines-dropped', 'tick'])
  })
})

describe.skipIf(process.platform !== 'linux')('a terminal', () => {
  // Opens a terminal, prints its path, and passes on what it shows as soon as it gets a line.
  const terminal = `
import os, pty, sys
master, slave = pty.openpty()
print(os.ttyname(slave), flush=True)
for _ in sys.stdin:
    print(repr(os.read(master, 1 << 20).decode()), flush=True)`

  it('gets readable lines, and does not block when it is stopped', async () => {
    const child = spawn('python3', ['-c', terminal])
    children.push(child)
    const printed = createInterface(child.stdout)[Symbol.asyncIterator]()
    const descriptor = opened((await printed.next()).value!, constants.O_WRONLY | constants.O_NOCTTY)
    const log = logTo(descriptor)
    for (let number = 0; number < 2000; number++) log.info('tick', 'now')
    child.stdin.write('\n')
    expect((await printed.next()).value).toMatch(/^'info tick now\\r\\n/)
  })
})

describe('a socket, as the journal has', () => {
  // Logs until all of its standard error is full, then once for every line it reads.
  const program = `
import {createLogger} from '/src/platform/log-writer.js'
const clock = {now: () => new Date(0), sleep: async () => undefined}
const log = createLogger(clock, 'info', {descriptor: 2, env: process.env, readable: ({message}) => message})
for (let number = 0; number < 20_000; number++) log.info('tick', 'now', {number})
process.stdout.write('went on\\n')
process.stdin.on('data', () => { log.info('tick', 'later'); process.stdout.write('logged\\n') })`

  it('whose reader has stopped does not block, and tells later how many lines are missing', async () => {
    const child = spawn(process.execPath, [await bundled(program, join(folder, 'program.cjs'))])
    children.push(child)
    const printed = createInterface(child.stdout)[Symbol.asyncIterator]()
    expect((await printed.next()).value).toBe('went on')
    const lines = createInterface(child.stderr)[Symbol.asyncIterator]()
    let known = 0
    const next = async () => JSON.parse((await lines.next()).value!)
    // All that it holds has come when it is read up to the last line, so one more is asked for until the notice comes.
    child.stdin.write('\n')
    for (;;) {
      const line = await next()
      if (line.event === 'log-lines-dropped') {
        expect(known + line.dropped).toBeGreaterThanOrEqual(20_000)
        break
      }
      expect(line.number).toBe(known++)
      if (known % 100 === 0) child.stdin.write('\n')
    }
    expect((await next()).message).toBe('later')
  })

  it('whose reader is gone does not end the program', async () => {
    const child = spawn(process.execPath, [await bundled(program, join(folder, 'program.cjs'))])
    children.push(child)
    child.stderr.destroy()
    const printed = createInterface(child.stdout)[Symbol.asyncIterator]()
    expect((await printed.next()).value).toBe('went on')
    child.stdin.write('\n')
    expect((await printed.next()).value).toBe('logged')
    child.stdin.end()
    expect(await once(child, 'close')).toEqual([0, null])
  })
})
