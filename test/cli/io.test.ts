import {Writable} from 'node:stream'
import {describe, expect, it} from 'vitest'
import {ClosedPipe, outputTo} from '../../src/cli/io.js'
import {plainPaint} from '../../src/report/paint.js'

type Failure = {code: string; message?: string}

/** A stream that keeps what it got, or fails at the first write. */
function stream(failure: Failure | null = null, properties: {columns?: number; isTTY?: boolean} = {}) {
  const chunks: string[] = []
  const writable = new Writable({
    decodeStrings: false,
    write(chunk, _, done) {
      if (failure)
        return done(Object.assign(new Error(failure.message ?? failure.code), {code: failure.code}))
      chunks.push(String(chunk))
      setImmediate(done)
    },
  })
  return {writable: Object.assign(writable, properties), chunks}
}

async function untilFailure(output: ReturnType<typeof outputTo>): Promise<unknown> {
  try {
    for (let turn = 0; turn < 50; turn++) {
      await output.write('x'.repeat(100_000))
      await new Promise(resolve => setImmediate(resolve))
    }
    return null
  } catch (error) {
    return error
  }
}

describe('an output', () => {
  it('writes chunk by chunk, waiting for a full pipe', async () => {
    const {writable, chunks} = stream()
    const big = 'y'.repeat(100_000)
    await outputTo(writable, plainPaint).write(['a', big, 'b', big])
    expect(chunks.slice(0, 2)).toEqual(['a', big])
    await new Promise(resolve => writable.end(resolve))
    expect(chunks.join('')).toBe(`a${big}b${big}`)
  })

  it('ends the work when nobody reads any more', async () => {
    const {writable} = stream({code: 'EPIPE'})
    expect(await untilFailure(outputTo(writable, plainPaint))).toBeInstanceOf(ClosedPipe)
  })

  it.each([
    ['ENOSPC', 'cannot write the output: no space is left where it goes'],
    ['EIO', 'cannot write the output: EIO'],
  ])('%s is a problem of the disk, not a bug', async (code, message) => {
    const {writable} = stream({code})
    expect(await untilFailure(outputTo(writable, plainPaint))).toMatchObject({code: 'storage', message})
  })

  it.each([
    ['a terminal', 80, undefined, 80],
    ['a pipe', undefined, undefined, 100],
    ['COLUMNS', 80, '40', 40],
    ['COLUMNS and a pipe', undefined, '40', 40],
    ['COLUMNS without sense', 80, 'wide', 80],
    ['an empty COLUMNS', 80, '', 80],
    ['no width at all', 0, '0', 100],
    ['a negative width', undefined, '-5', 100],
  ])('is as wide as %s', (_, columns, variable, expected) => {
    const {writable} = stream(null, columns === undefined ? {} : {columns, isTTY: true})
    expect(outputTo(writable, plainPaint, variable).width).toBe(expected)
  })
})
