import {fullReadEveryMs} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import {BlockWriter, blocksBehind, DamagedBlocks, unpacked} from '../../domain/packed-blocks.js'
import type {CrmAccess} from '../../domain/ports/crm-access.js'

const mark = 'RVK1'

/** Above so many changed records all are read: after a change of all of them, as by an import, they would all have to be held in memory. */
export const mostChanged = 20_000

const recordsInBlock = 256

/** What a delta fetch asks for again of the time before: clocks differ, and what is being saved gets its stamp before others can see it. */
const overlapMs = 5 * 60_000

export type RecordShelf = Pick<CrmAccess, 'keptRecords' | 'keepRecords'>

type Head = {
  /** When the last read of all records began, by the CRM's clock. */
  fullAtMs: number
  /**
   * From which day or instant on closed deals are kept. A delta fetch keeps what it need not give: where it is tomorrow already in the zone
   * of one review, another one would find too few each time, and read all.
   */
  closedFrom: number
}

/** What an earlier read kept, from which a delta fetch goes on. */
export type EarlierRead<Kept> = Head & {
  /** As many records were kept, or some fewer. */
  recordsAtMost: number
  /** What was changed since then is to be fetched. */
  changedSince: Date
  /** A block of records at a time. Throws `DamagedBlocks`. */
  blocks(): Generator<readonly Kept[]>
}

type Wanted = {
  /** What is asked for, in words that stay the same as long as a record's answer would. */
  shape: string
  /** By the CRM's clock. */
  now: Date
  closedFrom: number
}

type Read<Kept, Pass> = {pass: Pass; records: RecordWriter<Kept>}

/** How one CRM is read. */
type Reads<Kept, Pass> = {
  /** Null where what has changed does not lead to all deals after all. */
  delta(earlier: EarlierRead<Kept>): Promise<(Read<Kept, Pass> & {rowsKept: number}) | null>
  /** `newRecords` gives what to keep records in, once for each attempt. */
  full(newRecords: () => RecordWriter<Kept>): Promise<Read<Kept, Pass>>
}

/** By what was kept before and what has changed since, where that can be; else all anew. Either way, what was read is kept. */
export async function readKeeping<Kept, Pass>(
  shelf: RecordShelf,
  wanted: Wanted,
  {delta, full}: Reads<Kept, Pass>,
): Promise<{pass: Pass; rowsKept: number | null; warnings: readonly string[]}> {
  const {shape, now, closedFrom} = wanted
  const earlier = await earlierRead<Kept>(shelf, wanted)
  const changed = earlier && (await delta(earlier))
  const newRecords = () => new RecordWriter<Kept>({fullAtMs: now.getTime(), closedFrom})
  const {pass, records} = changed ?? (await full(newRecords))
  const warnings = await keep(shelf, shape, {readAt: now, records})
  return {pass, rowsKept: changed?.rowsKept ?? null, warnings}
}

/** Null where all has to be read: nothing was kept, it cannot be read, it is too old, or it lacks closed deals that are wanted. */
async function earlierRead<Kept>(
  shelf: RecordShelf,
  {shape, now, closedFrom}: Wanted,
): Promise<EarlierRead<Kept> | null> {
  const kept = await shelf.keptRecords(shape)
  if (!kept) return null
  const blocks = undamaged(kept.document)
  if (!blocks) return null
  const {head, others} = blocks
  const ageMs = now.getTime() - head.fullAtMs
  if (ageMs < 0 || ageMs >= fullReadEveryMs || head.closedFrom > closedFrom) return null
  return {
    ...head,
    recordsAtMost: others.length * recordsInBlock,
    changedSince: new Date(kept.readAt.getTime() - overlapMs),
    *blocks() {
      for (const block of others) yield unpacked<readonly Kept[]>(block)
    },
  }
}

function undamaged(document: Uint8Array): {head: Head; others: readonly Buffer[]} | null {
  try {
    const [first, ...others] = blocksBehind(mark, document)
    return first ? {head: unpacked<Head>(first), others} : null
  } catch (error) {
    if (error instanceof DamagedBlocks) return null
    throw error
  }
}

/** Packs the records of one read while they come, to be kept once it is complete. */
export class RecordWriter<Kept> {
  readonly #blocks = new BlockWriter(mark)
  #waiting: Kept[] = []

  constructor(head: Head) {
    this.#blocks.push(head)
  }

  add(records: readonly Kept[]): void {
    for (const record of records) {
      this.#waiting.push(record)
      if (this.#waiting.length === recordsInBlock) this.#pack()
    }
  }

  bytes(): Uint8Array {
    if (this.#waiting.length > 0) this.#pack()
    return this.#blocks.bytes()
  }

  #pack(): void {
    this.#blocks.push(this.#waiting)
    this.#waiting = []
  }
}

/** Says why nothing was kept: a review that was read need not fail for it, the next one reads all. */
async function keep<Kept>(
  shelf: RecordShelf,
  shape: string,
  {readAt, records}: {readAt: Date; records: RecordWriter<Kept>},
): Promise<readonly string[]> {
  try {
    await shelf.keepRecords(shape, {readAt, document: records.bytes()})
    return []
  } catch (error) {
    if (!(error instanceof RevschedError) || !['storage', 'busy'].includes(error.code)) throw error
    return [`the next review fetches all deals, as these could not be kept: ${error.message}`]
  }
}
