import {deflateRawSync, inflateRawSync} from 'node:zlib'
import {RevschedError} from '../errors.js'
import type {Analysis, ReviewedDeal, ReviewedFinding, ReviewSummary} from './analysis.js'

/*
 * A stored review: "RVA1", then blocks, each its length (4 bytes, big-endian) and that many bytes of raw deflate. The first
 * block is the summary as JSON, the others lines of JSON, a deal each, in the order of the review. Blocks keep a million
 * deals from ever being one string, and let the five worst be read from the first of them.
 */

const magic = Buffer.from('RVA1')
const blockLength = 256 * 1024

export function encodeAnalysis(analysis: Analysis): Uint8Array {
  const parts: Buffer[] = [magic]
  const push = (text: string) => {
    const block = deflateRawSync(text)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(block.length)
    parts.push(length, block)
  }
  push(JSON.stringify(analysis.summary))
  let lines = ''
  for (const deal of analysis.deals()) {
    lines += `${JSON.stringify(packed(deal))}\n`
    if (lines.length < blockLength) continue
    push(lines)
    lines = ''
  }
  if (lines !== '') push(lines)
  return Buffer.concat(parts)
}

/** Throws `storage` when the bytes are not a stored review or are damaged. */
export function decodeAnalysis(bytes: Uint8Array): Analysis {
  const document = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!document.subarray(0, magic.length).equals(magic)) throw damaged('it does not begin as one')
  const offsets = blockOffsets(document)
  if (offsets.length === 0) throw damaged('it has no summary')
  const summary: ReviewSummary = parsed(textAt(document, offsets[0]!))
  if (summary.format !== 1) throw damaged(`its format ${summary.format} is not known to this version`)
  return {
    summary,
    *deals() {
      for (const offset of offsets.slice(1)) {
        for (const line of textAt(document, offset).split('\n'))
          if (line !== '') yield unpacked(parsed<unknown[]>(line))
      }
    },
  }
}

function blockOffsets(document: Buffer): number[] {
  const offsets: number[] = []
  let at = magic.length
  while (at < document.length) {
    if (at + 4 > document.length || at + 4 + document.readUInt32BE(at) > document.length)
      throw damaged('it is cut off')
    offsets.push(at)
    at += 4 + document.readUInt32BE(at)
  }
  return offsets
}

function textAt(document: Buffer, offset: number): string {
  try {
    return inflateRawSync(document.subarray(offset + 4, offset + 4 + document.readUInt32BE(offset))).toString(
      'utf8',
    )
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function parsed<Value>(text: string): Value {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged((error as Error).message)
  }
}

function damaged(why: string): RevschedError {
  return new RevschedError('storage', `a stored review cannot be read: ${why}`, {
    hint: 'revsched db check looks at the whole database',
  })
}

type PackedFinding = [
  ruleId: string,
  severity: ReviewedFinding['severity'],
  message: string,
  pointsLost: number,
  isNew: boolean | null,
]

/** A deal as a list: the names of the fields would be most of the document. */
function packed(deal: ReviewedDeal): unknown[] {
  const findings = deal.findings.map(
    ({ruleId, severity, message, pointsLost, isNew}): PackedFinding => [
      ruleId,
      severity,
      message,
      pointsLost,
      isNew,
    ],
  )
  return [...plainFields.map(field => deal[field]), findings]
}

const plainFields = [
  'id',
  'name',
  'account',
  'owner',
  'pipeline',
  'stage',
  'amount',
  'lastKnownAmount',
  'currency',
  'probability',
  'forecastCategory',
  'closeDate',
  'url',
  'health',
  'risk',
  'pointsLost',
] as const satisfies readonly (keyof ReviewedDeal)[]

/** The values were written by `packed` of the same format version. */
function unpacked(values: readonly unknown[]): ReviewedDeal {
  const fields = Object.fromEntries(plainFields.map((field, index) => [field, values[index]]))
  const findings = (values[plainFields.length] as PackedFinding[]).map(
    ([ruleId, severity, message, pointsLost, isNew]): ReviewedFinding => ({
      ruleId,
      severity,
      message,
      pointsLost,
      isNew,
    }),
  )
  return {...(fields as Omit<ReviewedDeal, 'findings'>), findings}
}
