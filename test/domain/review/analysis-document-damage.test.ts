import {crc32, deflateRawSync} from 'node:zlib'
import {describe, expect, it} from 'vitest'
import {RevschedError} from '../../../src/domain/errors.js'
import type {Analysis, ReviewSummary} from '../../../src/domain/review/analysis.js'
import {decodeAnalysis, encodeAnalysis} from '../../../src/domain/review/analysis-document.js'
import {anAnalysis} from '../../support/an-analysis.js'

const document = Buffer.from(encodeAnalysis(anAnalysis()))
const firstLetters = 4
/** Length and sum before each block. */
const headBytes = 8
const firstBlockEnd = firstLetters + headBytes + document.readUInt32BE(firstLetters)

/** The document with other bytes from `at` on. */
function changed(at: number, ...bytes: number[]): Buffer {
  const copy = Buffer.from(document)
  copy.set(bytes, at)
  return copy
}

/** A document of these blocks, as it is laid out on disk. */
function blocks(...texts: string[]): Buffer {
  const parts = texts.flatMap(text => {
    const block = deflateRawSync(text)
    const head = Buffer.alloc(headBytes)
    head.writeUInt32BE(block.length)
    head.writeUInt32BE(crc32(block), 4)
    return [head, block]
  })
  return Buffer.concat([document.subarray(0, firstLetters), ...parts])
}

const summary = JSON.stringify(anAnalysis().summary)

function withFormat(format: unknown): Analysis {
  const other: ReviewSummary = JSON.parse(JSON.stringify({...anAnalysis().summary, format}))
  return {summary: other, deals: () => []}
}

/** Reads to the end; gives the error. */
function errorOf(bytes: Uint8Array): unknown {
  try {
    return [...decodeAnalysis(bytes).deals()]
  } catch (error) {
    return error
  }
}

const refusal = {
  code: 'storage',
  message: expect.stringContaining('a stored review cannot be read: '),
  hint: 'revsched db check tells which ones; others can be read',
}

describe('a stored review is refused', () => {
  it.each([
    {name: 'no bytes', bytes: new Uint8Array(0)},
    {name: 'zeros', bytes: new Uint8Array(100)},
    {name: 'JSON as it was before it was packed', bytes: Buffer.from(summary)},
    {name: 'other first letters', bytes: changed(0, 0)},
    {name: 'a later layout', bytes: changed(3, '9'.charCodeAt(0))},
    {name: 'its first letters alone', bytes: document.subarray(0, firstLetters)},
    {name: 'a length beyond its end', bytes: changed(firstLetters, 255, 255, 255, 255)},
    {name: 'a length of nothing', bytes: changed(firstLetters, 0, 0, 0, 0)},
    {name: 'a summary that begins with other bytes', bytes: changed(firstLetters + headBytes, 255, 255, 255)},
    {name: 'deals that begin with other bytes', bytes: changed(firstBlockEnd + headBytes, 255, 255, 255)},
    {name: 'the length of the deals as text', bytes: changed(firstBlockEnd, 65, 66, 67, 68)},
    {name: 'a byte too many', bytes: Buffer.concat([document, Buffer.of(0)])},
    {name: 'a byte too few', bytes: document.subarray(0, -1)},
    {name: 'no byte of the summary', bytes: Buffer.concat([document.subarray(0, 8), document.subarray(9)])},
    {name: 'a summary that is no JSON', bytes: blocks(summary.slice(0, -1))},
    {name: 'an empty summary', bytes: blocks('')},
    {name: 'a deal that is no JSON', bytes: blocks(summary, '["d1",\n')},
  ])('$name', ({bytes}) => expect(errorOf(bytes)).toMatchObject(refusal))

  it.each([
    {name: 'a later one', format: 2, message: 'its format 2 is not known to this version'},
    {name: 'none', format: undefined, message: 'its format undefined is not known to this version'},
    {name: 'its number as text', format: '1', message: 'its format 1 is not known to this version'},
  ])('a format of its summary: $name', ({format, message}) => {
    const error = {...refusal, message: expect.stringContaining(message)}
    expect(errorOf(encodeAnalysis(withFormat(format)))).toMatchObject(error)
  })

  it.each([
    ['of the first letters', 'RVA1', 'another version of revsched wrote it'],
    ['of the next letters', 'RVA9', 'another version of revsched wrote it'],
    ['of no layout at all', 'RVAx', 'it does not begin as one'],
  ])('with the letters %s', (_, letters, message) => {
    const error = {...refusal, message: `a stored review cannot be read: ${message}`}
    expect(errorOf(changed(0, ...Buffer.from(letters)))).toMatchObject(error)
  })

  it('with any one bit changed', () => {
    const bits = Array.from({length: document.length * 8}, (_, bit) => bit)
    const read = bits.filter(bit => {
      const at = bit >> 3
      return !(errorOf(changed(at, document[at]! ^ (1 << (bit & 7)))) instanceof RevschedError)
    })
    expect(read).toEqual([])
  })

  it('cut off at any byte of its summary', () => {
    const cuts = Array.from({length: firstBlockEnd}, (_, end) => end)
    const read = cuts.filter(end => !(errorOf(document.subarray(0, end)) instanceof Error))
    expect(read).toEqual([])
  })

  it('cut off at any byte of its deals', () => {
    const cuts = Array.from(
      {length: document.length - firstBlockEnd - 1},
      (_, past) => firstBlockEnd + 1 + past,
    )
    const read = cuts.filter(end => !(errorOf(document.subarray(0, end)) instanceof Error))
    expect(read).toEqual([])
  })
})

it('is read as it is from these very bytes', () => {
  expect([...decodeAnalysis(document).deals()]).toEqual([...anAnalysis().deals()])
  expect(errorOf(document)).toHaveLength(6)
})
