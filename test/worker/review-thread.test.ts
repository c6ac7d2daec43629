import {once} from 'node:events'
import {appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as pause} from 'node:timers/promises'
import {MessageChannel} from 'node:worker_threads'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {plainError} from '../../src/domain/plain-error.js'
import type {ReviewTask} from '../../src/domain/ports/review-executor.js'
import {reviewThread} from '../../src/worker/review-thread.js'
import type {FromThread, ToThread} from '../../src/worker/thread-messages.js'
import {sampleTask} from '../support/a-sample-task.js'
import {handlesOn} from '../support/open-handles.js'

/** What a daemon has of a thread: reviews are sent to it, and `told` has what it says of them. */
function aThread() {
  const {port1: session, port2} = new MessageChannel()
  const over = reviewThread({port: port2})
  const told: string[] = []
  return {
    told,
    send(name: string, task: ReviewTask) {
      const {port1, port2: port} = new MessageChannel()
      port1.on('message', (message: FromThread) => {
        if (message.kind === 'progress') return
        const deals = message.kind === 'done' ? ` ${message.result.summary.dealsAnalyzed}` : ''
        told.push(`${name} ${message.kind}${deals}`)
      })
      session.postMessage({task, port}, [port])
      return {tell: (message: ToThread) => port1.postMessage(message), closed: once(port1, 'close')}
    },
    async end() {
      session.postMessage(null)
      await over
    },
  }
}

const stop: ToThread = {kind: 'stop', reason: plainError(new Error('stopped'))}
const noPrevious: ToThread = {kind: 'previous', previous: null}

it('does what it is sent in that order, but not what was stopped before, until there is no more', async () => {
  const {send, told, end} = aThread()
  const closed = ['first', 'unwanted', 'last'].map(name => {
    const review = send(name, sampleTask)
    review.tell(noPrevious)
    if (name === 'unwanted') review.tell(stop)
    return review.closed
  })
  await Promise.all([end(), ...closed])
  expect(told).toEqual(['first done 185', 'unwanted failed', 'last done 185'])
})

describe.skipIf(process.platform !== 'linux')('a file that is to be read next', () => {
  let folder = ''
  let path = ''

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'revsched-thread-'))
    path = join(folder, 'deals.csv')
    writeFileSync(path, 'id,name\n1,Acme\n')
  })

  afterEach(() => rmSync(folder, {recursive: true, force: true}))

  const until = async (handles: number) => {
    for (let turn = 0; turn < 2000 && handlesOn(path) !== handles; turn++) await pause(1)
    expect(handlesOn(path)).toBe(handles)
  }
  /** A thread whose review waits for the last one, and one of the file behind it. */
  const behindAnother = (changes: Partial<ReviewTask> = {}) => {
    const {send, told, end} = aThread()
    const first = send('first', sampleTask)
    const next = send('next', {...sampleTask, connection: {kind: 'file', settings: {path}}, ...changes})
    next.tell(noPrevious)
    const ended = async () => {
      first.tell(noPrevious)
      await Promise.all([end(), first.closed, next.closed])
      await until(0)
      return told
    }
    return {next, told, ended}
  }

  it('is opened while the review before it goes on, and closed in the end', async () => {
    const {told, ended} = behindAnother()
    await until(1)
    expect(told).toEqual([])
    expect(await ended()).toEqual(['first done 185', 'next done 1'])
  })

  it('is closed at once where the review is no longer wanted', async () => {
    const {next, told, ended} = behindAnother()
    await until(1)
    next.tell(stop)
    await until(0)
    expect(told).toEqual([])
    expect(await ended()).toEqual(['first done 185', 'next failed'])
  })

  it('is closed where the review fails before it reads', async () => {
    const {ended} = behindAnother({rules: {name: 'own', file: {extends: ['revsched:unknown']}}})
    await until(1)
    expect(await ended()).toEqual(['first done 185', 'next failed'])
  })

  it.each<[string, () => void]>([
    ['has been written to', () => appendFileSync(path, '2,Globex\n')],
    [
      'has been replaced',
      () => {
        writeFileSync(join(folder, 'new.csv'), 'id,name\n1,Acme\n2,Globex\n')
        renameSync(join(folder, 'new.csv'), path)
      },
    ],
  ])('is opened anew where the review before it took long: it %s', async (_, change) => {
    const {ended} = behindAnother()
    await until(1)
    // Its size and its first bytes are known by then.
    await pause(20)
    change()
    await pause(60)
    expect(await ended()).toEqual(['first done 185', 'next done 2'])
  })

  it('is opened when it is read, where it was not there before', async () => {
    rmSync(path)
    const {ended} = behindAnother()
    await pause(20)
    writeFileSync(path, 'id,name\n1,Acme\n2,Globex\n')
    expect(await ended()).toEqual(['first done 185', 'next done 2'])
  })
})
