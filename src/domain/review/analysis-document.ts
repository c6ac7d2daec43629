import {RevschedError} from '../errors.js'
import {BlockWriter, blocksBehind, DamagedBlocks, unpacked} from '../packed-blocks.js'
import {defaultScoring, type Scoring} from '../score/scoring.js'
import type {Analysis, ReviewedDeal, ReviewSummary} from './analysis.js'
import {columnsOf, type DealColumns, dealsOf} from './deal-columns.js'
import type {OwnerEmails} from './owner-emails.js'

/*
 * A stored review: packed blocks (packed-blocks.ts) behind "RVA4". The first block is the summary, with the addresses of owners
 * where these were asked for, the others deals in the order of the review, each block a column per field (deal-columns.ts): the five worst are read from the first of them.
 */

const mark = 'RVA4'

type FirstBlock = ReviewSummary & {ownerEmails?: OwnerEmails}

export function encodeAnalysis(analysis: Analysis): Uint8Array {
  const {summary, ownerEmails} = analysis
  const blocks = new BlockWriter(mark)
  blocks.push({...summary, ...(ownerEmails && {ownerEmails})} satisfies FirstBlock)
  for (const columns of columnsOf(analysis.deals(), scoringIn(summary))) blocks.push(columns)
  return blocks.bytes()
}

/** Throws `storage` when the bytes are not a stored review, of another version, or damaged anywhere. */
export function decodeAnalysis(bytes: Uint8Array): Analysis {
  const [first, ...others] = orUnreadable(() => blocksBehind(mark, ofThisVersion(bytes)))
  if (!first) throw unreadable('it has no summary')
  const {ownerEmails, ...summary} = orUnreadable(() => unpacked<FirstBlock>(first))
  if (summary.format !== 1) throw unreadable(`its format ${summary.format} is not known to this version`)
  return {
    summary,
    ...(ownerEmails && {ownerEmails}),
    deals: () => dealsBehind(others, scoringIn(summary)),
  }
}

function* dealsBehind(blocks: readonly Buffer[], scoring: Scoring): Generator<ReviewedDeal> {
  for (const block of blocks)
    yield* dealsOf(
      orUnreadable(() => unpacked<DealColumns>(block)),
      scoring,
    )
}

function scoringIn({scoring = defaultScoring}: ReviewSummary): Scoring {
  return scoring
}

function ofThisVersion(bytes: Uint8Array): Uint8Array {
  const start = Buffer.from(bytes.subarray(0, mark.length)).toString('latin1')
  if (/^RVA\d$/.test(start) && start !== mark) throw unreadable('another version of revsched wrote it')
  return bytes
}

function orUnreadable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof DamagedBlocks)) throw error
    throw unreadable(error.message, error)
  }
}

function unreadable(why: string, cause?: unknown): RevschedError {
  return new RevschedError('storage', `a stored review cannot be read: ${why}`, {
    hint: 'revsched db check tells which ones; others can be read',
    cause,
  })
}
