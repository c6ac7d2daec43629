import {deflateRawSync, inflateRawSync} from 'node:zlib'
import {RevschedError} from '../errors.js'
import type {Analysis, ReviewedDeal, ReviewedFinding, ReviewSummary} from './analysis.js'

/*
 * A stored review: "RVA1", then blocks, each its length (4 bytes, big-endian) and that many bytes of raw deflate. The first
 * block is the summary as JSON, the others lines of JSON, a deal each, in the order of the review. Blocks keep a million
 * deals from ever being one string, and let the five worst be read from the first of them.
 */

const magic = Buffer.from('RVA1')
/** Characters: as strings of this size they stay in the young generation, which is collected all the time. */
const blockLength = 48 * 1024

export function encodeAnalysis(analysis: Analysis): Uint8Array {
  const parts: Buffer[] = [magic]
  const push = (text: string) => {
    // A copy of its own size: what deflate returns keeps 16 kB alive.
    const block = Buffer.from(deflateRawSync(text))
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
          if (line !== '') yield unpacked(parsed<PackedDeal>(line))
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
    return inflateRawSync(document.subarray(offset + 4, offset + 4 + document.readUInt32BE(offset)), {
      // Room for a block at once: each further piece of output would be copied.
      chunkSize: blockLength * 1.25,
    }).toString('utf8')
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
  isNew: ReviewedFinding['isNew'],
]

/** A deal as a list, in this order: the names of the fields would be most of the document. */
type PackedDeal = [
  id: ReviewedDeal['id'],
  name: ReviewedDeal['name'],
  account: ReviewedDeal['account'],
  owner: ReviewedDeal['owner'],
  pipeline: ReviewedDeal['pipeline'],
  stage: ReviewedDeal['stage'],
  amount: ReviewedDeal['amount'],
  lastKnownAmount: ReviewedDeal['lastKnownAmount'],
  currency: ReviewedDeal['currency'],
  probability: ReviewedDeal['probability'],
  forecastCategory: ReviewedDeal['forecastCategory'],
  closeDate: ReviewedDeal['closeDate'],
  url: ReviewedDeal['url'],
  health: ReviewedDeal['health'],
  risk: ReviewedDeal['risk'],
  pointsLost: ReviewedDeal['pointsLost'],
  findings: PackedFinding[],
]

function packed(deal: ReviewedDeal): PackedDeal {
  return [
    deal.id,
    deal.name,
    deal.account,
    deal.owner,
    deal.pipeline,
    deal.stage,
    deal.amount,
    deal.lastKnownAmount,
    deal.currency,
    deal.probability,
    deal.forecastCategory,
    deal.closeDate,
    deal.url,
    deal.health,
    deal.risk,
    deal.pointsLost,
    deal.findings.map(({ruleId, severity, message, pointsLost, isNew}) => [
      ruleId,
      severity,
      message,
      pointsLost,
      isNew,
    ]),
  ]
}

/** By index: taking a list apart by pattern is ten times as slow, and there are a million of them. */
function unpacked(values: PackedDeal): ReviewedDeal {
  return {
    id: values[0],
    name: values[1],
    account: values[2],
    owner: values[3],
    pipeline: values[4],
    stage: values[5],
    amount: values[6],
    lastKnownAmount: values[7],
    currency: values[8],
    probability: values[9],
    forecastCategory: values[10],
    closeDate: values[11],
    url: values[12],
    health: values[13],
    risk: values[14],
    pointsLost: values[15],
    findings: values[16].map(unpackedFinding),
  }
}

function unpackedFinding([ruleId, severity, message, pointsLost, isNew]: PackedFinding): ReviewedFinding {
  return {ruleId, severity, message, pointsLost, isNew}
}
