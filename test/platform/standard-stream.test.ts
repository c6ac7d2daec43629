import {execFileSync} from 'node:child_process'
import {closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import type {OutputStream} from '../../src/domain/ports/output-stream.js'
import {standardStream} from '../../src/platform/standard-stream.js'

let folder = ''
const open: number[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revsched-stream-'))
})
afterEach(() => {
  for (const descriptor of open.splice(0)) closeSync(descriptor)
  rmSync(folder, {recursive: true, force: true})
})

function opened(path: string, flags: number): number {
  const descriptor = openSync(path, flags)
  open.push(descriptor)
  return descriptor
}

/** Stands for Node's stream; keeps what it is told. */
function nodeStream() {
  const written: (string | Uint8Array)[] = []
  const events: string[] = []
  const stream: OutputStream = {
    write: text => written.push(text) < 0,
    on: event => events.push(event),
    off: () => undefined,
  }
  return {stream, written, events}
}

const notNeeded = () => {
  throw new Error("Node's stream is not needed")
}

describe('a file', () => {
  it('is written to directly, in order', () => {
    const path = join(folder, 'out.txt')
    const stream = standardStream(opened(path, constants.O_WRONLY | constants.O_CREAT), notNeeded)
    for (const text of ['one ', 'zwölf ', '🚀']) expect(stream.write(text)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe('one zwölf 🚀')
    expect([stream.isTTY, stream.columns]).toEqual([undefined, undefined])
  })

  it('that may not be written tells its error, to those who still listen', () => {
    const path = join(folder, 'out.txt')
    opened(path, constants.O_WRONLY | constants.O_CREAT)
    const stream = standardStream(opened(path, constants.O_RDONLY), notNeeded)
    const heard: string[] = []
    const gone = () => heard.push('gone')
    stream.on('error', gone)
    stream.on('error', error => heard.push(error.code ?? ''))
    stream.on('drain', () => heard.push('drain'))
    stream.off('error', gone)
    stream.write('one')
    expect(heard).toEqual(['EBADF'])
  })
})

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  it('that does not wait for its reader hands what it does not take to the stream of Node', () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    const descriptor = opened(path, constants.O_RDWR | constants.O_NONBLOCK)
    const {stream: node, written, events} = nodeStream()
    const stream = standardStream(descriptor, () => node)
    stream.on('error', () => undefined)
    const text = 'x'.repeat(300_000)
    expect(stream.write(text)).toBe(false)
    expect(stream.write('more')).toBe(false)
    const taken = readSync(descriptor, Buffer.alloc(400_000))
    expect(taken).toBeGreaterThan(0)
    expect(written.map(part => part.length)).toEqual([300_000 - taken, 4])
    expect(events).toEqual(['error'])
  })
})

it.each(['/dev/null', '/dev/zero'])('a device as %s has the stream of Node', path => {
  const {stream} = nodeStream()
  expect(standardStream(opened(path, constants.O_WRONLY), () => stream)).toBe(stream)
})

it('a descriptor that is not open has the stream of Node', () => {
  const {stream} = nodeStream()
  expect(standardStream(9999, () => stream)).toBe(stream)
})
