import {spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Worker} from 'node:worker_threads'
import {afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest'
import {type ReviewThreads, reviewThreads} from '../../src/daemon/review-threads.js'
import {RevschedError} from '../../src/domain/errors.js'
import type {ReviewHooks, ReviewProgress, ReviewTask} from '../../src/domain/ports/review-executor.js'
import {decodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {systemClock} from '../../src/platform/clock.js'
import {sampleTask} from '../support/a-sample-task.js'
import {noAccess} from '../support/no-access.js'
import {root} from '../support/program.js'

/** The built thread: `npm test` builds it first. */
const builtThread = join(root, 'dist/review-thread.js')
const stopped = new RevschedError('interrupted', 'stopped by Ctrl-C')

let threads: ReviewThreads | null = null
/** Threads that were started since the test began. */
let started = 0
const count = () => void started++

beforeEach(() => {
  started = 0
  process.on('worker', count)
})

afterEach(async () => {
  process.off('worker', count)
  await threads?.close()
  threads = null
})

function execute(filename: string, hooks: Partial<ReviewHooks> = {}, changes: Partial<ReviewTask> = {}) {
  threads ??= reviewThreads({clock: systemClock}, {filename, threads: 1, cores: 1})
  const signal = new AbortController().signal
  return threads.execute(
    {...sampleTask, ...changes},
    {signal, access: noAccess, previous: async () => null, ...hooks},
  )
}

describe('a review in a thread', () => {
  it('gives summary and document, and tells of its steps', async () => {
    const steps: ReviewProgress['step'][] = []
    const {summary, document} = await execute(builtThread, {onProgress: ({step}) => void steps.push(step)})
    expect(summary).toMatchObject({dealsAnalyzed: 185, closedDeals: {won: 66, lost: 69}})
    expect(decodeAnalysis(document).summary).toEqual(summary)
    expect([...new Set(steps)]).toEqual(['reading', 'judging'])
  })

  it('is compared with the stored review that its parent gives, one after the other in one thread', async () => {
    const first = await execute(builtThread)
    const previous = async () => ({runId: 'run-1', document: first.document})
    const {summary} = await execute(builtThread, {previous})
    expect(summary.changes).toMatchObject({since: {runId: 'run-1', dealsAnalyzed: 185}, findingsNew: 0})
  })

  it.each<[string, Partial<ReviewTask>, object]>([
    [
      'an error of the source, with code and hint',
      {connection: {kind: 'file', settings: {path: '/nowhere/deals.csv'}}},
      {name: 'RevschedError', code: 'source-failed', message: expect.stringContaining('/nowhere/deals.csv')},
    ],
    [
      'rules that are not allowed',
      {rules: {name: 'x', file: {rules: {nope: 'off'}}}},
      {code: 'config', message: 'there is no rule "nope"', hint: 'revsched rules list shows them all'},
    ],
  ])('passes on %s', async (_, changes, error) => {
    await expect(execute(builtThread, {}, changes)).rejects.toMatchObject(error)
    expect((await execute(builtThread)).summary.dealsAnalyzed).toBe(185)
  })

  it('passes on what went wrong when the stored review was read, and is free for the next one', async () => {
    const damaged = new RevschedError('storage', 'the database is damaged')
    await expect(execute(builtThread, {previous: () => Promise.reject(damaged)})).rejects.toBe(damaged)
    expect((await execute(builtThread)).summary.dealsAnalyzed).toBe(185)
  })

  it('hears a wish to stop before it has begun, and need not be ended for it', async () => {
    const controller = new AbortController()
    const never = execute(builtThread, {signal: controller.signal})
    await Promise.resolve()
    controller.abort(stopped)
    await expect(never).rejects.toBe(stopped)
    expect((await execute(builtThread)).summary.dealsAnalyzed).toBe(185)
    expect(started).toBe(1)
  })

  it('hears a wish to stop while it waits for the stored review, and need not be ended for it', async () => {
    const controller = new AbortController()
    const stopsWhenRead = ({step}: ReviewProgress) => {
      if (step === 'judging') controller.abort(stopped)
    }
    const hooks = {previous: () => new Promise<null>(() => undefined), onProgress: stopsWhenRead}
    await expect(execute(builtThread, {signal: controller.signal, ...hooks})).rejects.toBe(stopped)
    expect((await execute(builtThread)).summary.dealsAnalyzed).toBe(185)
    expect(started).toBe(1)
  })
})

describe('a thread that misbehaves', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-threads-'))
  const file = join(folder, 'thread.cjs')
  /** Who reads it waits in native code until somebody writes into it. */
  const pipe = join(folder, 'pipe')

  beforeAll(() => {
    writeFileSync(
      file,
      `exports.reviewThread = ({port: lane}) => new Promise(resolve => {
        let last = Promise.resolve()
        lane.on('message', next => {
          last = last.then(() => next ? review(next) : resolve())
          if (!next) lane.close()
        })
      })
      const review = async ({task, port}) => {
        const tell = () => port.postMessage({kind: 'progress', progress: {step: 'judging', rowsRead: 1}})
        const end = () => port.postMessage({kind: 'done', result: {summary: {dealsAnalyzed: 7}, document: new Uint8Array()}})
        const does = {
          spins: () => { tell(); setTimeout(() => { for (;;); }, 20); return new Promise(() => undefined) },
          waits: () => { tell(); port.on('message', () => undefined); return new Promise(() => undefined) },
          exits: () => process.exit(3),
          throws: () => setImmediate(() => { throw new TypeError('x is not a function') }),
          exhausts: () => { const kept = []; for (;;) kept.push(new Array(1e6).fill({})) },
          hangs: () => { tell(); const fs = require('node:fs'); fs.readSync(fs.openSync(${JSON.stringify(pipe)}, 'r+'), Buffer.alloc(1)) },
          ends: end,
          naps: () => { tell(); setTimeout(end, 300) },
          mumbles: tell,
        }
        await does[task.label]()
        if (task.label === 'naps') await new Promise(resolve => setTimeout(resolve, 300))
        else if (!['ends', 'mumbles'].includes(task.label)) await new Promise(() => undefined)
      }`,
    )
    return () => rmSync(folder, {recursive: true, force: true})
  })

  it.each(['spins', 'waits', 'mumbles'])('%s: is ended soon after it was told to stop', async label => {
    const controller = new AbortController()
    const onProgress = () => controller.abort(stopped)
    await expect(execute(file, {signal: controller.signal, onProgress}, {label})).rejects.toBe(stopped)
    expect((await execute(file, {}, {label: 'ends'})).summary.dealsAnalyzed).toBe(7)
  })

  it.each([
    ['exits', 'worker exited with code: 3'],
    ['throws', 'x is not a function'],
    ['exhausts', 'the review needs more memory than it may take (512 MB)'],
  ])('%s: its review fails, and the next one gets another thread', async (label, message) => {
    await expect(execute(file, {}, {label})).rejects.toThrow(message)
    expect((await execute(file, {}, {label: 'ends'})).summary.dealsAnalyzed).toBe(7)
  })

  it('is not replaced when the pool is closed twice at once, nor started when it was closed', async () => {
    await execute(file, {}, {label: 'ends'})
    await Promise.all([threads?.close(), threads?.close()])
    await expect(execute(file, {}, {label: 'ends'})).rejects.toThrow('have been ended')
    expect(started).toBe(1)
  })

  it('is not asked at all when the wish to stop came first', async () => {
    const signal = AbortSignal.abort(stopped)
    await expect(execute(file, {signal}, {label: 'spins'})).rejects.toBe(stopped)
  })

  it('cannot start: its review fails, and so does the next one, and nothing else', async () => {
    const missing = join(folder, 'missing.cjs')
    await expect(execute(missing)).rejects.toThrow('Cannot find module')
    const next = await Promise.allSettled([execute(missing), execute(missing)])
    expect(next.map(({status}) => status)).toEqual(['rejected', 'rejected'])
  })

  it('could not start before there was a review: it fails as well', async () => {
    threads = reviewThreads(
      {clock: systemClock},
      {filename: join(folder, 'missing.cjs'), threads: 2, cores: 2},
    )
    const [worker] = (await once(process, 'worker')) as [Worker]
    await once(worker, 'error')
    await expect(execute(file)).rejects.toThrow('Cannot find module')
  })

  it.skipIf(process.platform === 'win32')(
    'hangs in native code: its review is given up in time, another thread takes its place, and it is told',
    async () => {
      spawnSync('mkfifo', [pipe])
      const controller = new AbortController()
      let tell: (ended: {ended: Promise<void>}) => void
      const abandoned = new Promise<{ended: Promise<void>}>(resolve => {
        tell = resolve
      })
      let stoppedAt = 0
      const onProgress = () => {
        stoppedAt = performance.now()
        controller.abort(stopped)
      }
      const hooks = {
        signal: controller.signal,
        onProgress,
        onAbandoned: (ended: Promise<void>) => tell({ended}),
      }
      await expect(execute(file, hooks, {label: 'hangs'})).rejects.toBe(stopped)
      expect((await execute(file, {}, {label: 'ends'})).summary.dealsAnalyzed).toBe(7)
      expect(performance.now() - stoppedAt).toBeLessThan(2000)
      const {ended} = await abandoned
      let isClosed = false
      const closing = threads!.close().then(() => {
        isClosed = true
      })
      await new Promise(resolve => setTimeout(resolve, 100))
      expect(isClosed).toBe(false)
      writeFileSync(pipe, 'x')
      await Promise.all([ended, closing])
    },
  )

  describe('with a review that was sent ahead to it', () => {
    /** On one core: the second goes to the thread of the first. */
    const both = (...[first, second]: [Partial<ReviewHooks>, string][]) => {
      threads = reviewThreads({clock: systemClock}, {filename: file, threads: 2, cores: 1})
      return [first!, second!].map(([hooks, label]) => execute(file, hooks, {label})) as [
        ReturnType<typeof execute>,
        ReturnType<typeof execute>,
      ]
    }

    it('does one after the other', async () => {
      const [first, second] = both([{}, 'naps'], [{}, 'ends'])
      expect((await first).summary.dealsAnalyzed).toBe(7)
      expect((await second).summary.dealsAnalyzed).toBe(7)
      expect(started).toBe(1)
    })

    it.each(['exits', 'throws'])('%s: the one ahead gets another thread', async label => {
      const [first, second] = both([{}, label], [{}, 'ends'])
      await expect(first).rejects.toMatchObject({code: 'crashed'})
      expect((await second).summary.dealsAnalyzed).toBe(7)
    })

    it.each([
      ['exits', 'worker exited with code: 3'],
      ['throws', 'x is not a function'],
      ['exhausts', 'more memory than it may take'],
    ])('has done the first when the second %s, though that is known before', async (label, message) => {
      const keepBusy = () => spawnSync(process.execPath, ['-e', 'setTimeout(() => undefined, 3000)'])
      const [first, second] = both([{onProgress: () => void keepBusy()}, 'naps'], [{}, label])
      expect((await first).summary.dealsAnalyzed).toBe(7)
      await expect(second).rejects.toThrow(message)
    })

    it('spins: the one ahead gets another thread after a second, and before the first is over', async () => {
      const controller = new AbortController()
      const [first, second] = both([{signal: controller.signal}, 'spins'], [{}, 'ends'])
      expect((await second).summary.dealsAnalyzed).toBe(7)
      controller.abort(stopped)
      await expect(first).rejects.toBe(stopped)
    })

    it('is stopped: the one ahead gets another thread', async () => {
      const controller = new AbortController()
      const onProgress = () => controller.abort(stopped)
      const [first, second] = both([{signal: controller.signal, onProgress}, 'spins'], [{}, 'ends'])
      await expect(first).rejects.toBe(stopped)
      expect((await second).summary.dealsAnalyzed).toBe(7)
    })

    it('is not ended when the one ahead is stopped, which ends at once', async () => {
      const controller = new AbortController()
      const ends: string[] = []
      const onProgress = () => controller.abort(stopped)
      const [first, second] = both([{onProgress}, 'naps'], [{signal: controller.signal}, 'spins'])
      void second.catch(() => ends.push('second'))
      void first.then(() => ends.push('first'))
      await expect(second).rejects.toBe(stopped)
      expect((await first).summary.dealsAnalyzed).toBe(7)
      expect(ends).toEqual(['second', 'first'])
    })

    it('is ended with the pool: so is the one ahead', async () => {
      const [first, second] = both([{onProgress: () => void threads?.close()}, 'spins'], [{}, 'ends'])
      await expect(first).rejects.toThrow('Terminating worker thread')
      await expect(second).rejects.toThrow('have been ended')
    })
  })

  it('is ended with the pool', async () => {
    const spinning = execute(file, {onProgress: () => void threads?.close()}, {label: 'spins'})
    await expect(spinning).rejects.toThrow('Terminating worker thread')
  })
})
