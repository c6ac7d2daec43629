import {BlockWriter} from '../packed-blocks.js'
import type {DealSink} from '../ports/deal-source.js'
import type {Deal} from './deal.js'
import {WaitingDeals} from './recorded-columns.js'
import {type Asked, type InputEnd, inputMark, packedHead} from './review-input.js'

/** As blocks of this size they take the least time to pack, and short texts stay in the young generation. */
const blockDeals = 1024
const blockLength = 128 * 1024

/** What a run may keep: beyond it a database would mostly hold such deals, and the thread of a review more memory than it needs. */
const most = {deals: 250_000, bytes: 32 * 1024 * 1024}

/** The least: this goes into every review, and texts that repeat are found all the same. */
const level = 1

/** Passes deals on, and packs what passes so that it can be judged again; gives up, and holds nothing any more, where it is too much. */
export class RecordedDeals implements DealSink {
  readonly #sink: DealSink
  readonly #asked: Asked
  readonly #most: typeof most
  #blocks: BlockWriter | null
  /** Null while none waits and none came. */
  #waiting: WaitingDeals | null = null
  #waitingLength = 0
  #deals = 0

  constructor(sink: DealSink, asked: Asked, limits = most) {
    this.#sink = sink
    this.#asked = asked
    this.#most = limits
    this.#blocks = this.#begun({fields: new Set()})
  }

  begin(source: Parameters<DealSink['begin']>[0]): void {
    this.#blocks = this.#begun(source)
    this.#sink.begin(source)
  }

  add(deals: readonly Deal[]): void {
    this.#sink.add(deals)
    if (this.#blocks === null) return
    this.#deals += deals.length
    if (this.#deals > this.#most.deals) this.#giveUp()
    else this.#keep(deals)
  }

  #keep(deals: readonly Deal[]): void {
    for (const deal of deals) {
      this.#waiting ??= new WaitingDeals(blockDeals)
      this.#waiting.add(deal)
      this.#waitingLength += lengthOf(deal)
      if (this.#waiting.size === blockDeals || this.#waitingLength > blockLength) this.#pack(this.#waiting)
    }
  }

  /** Once the source has come to its end; null where it was too much. */
  document(end: InputEnd): Uint8Array | null {
    if (this.#waiting && this.#waiting.size > 0) this.#pack(this.#waiting)
    if (this.#blocks === null) return null
    this.#blocks.push(end)
    const bytes = this.#blocks.bytes()
    this.#giveUp()
    return bytes
  }

  #begun(source: Parameters<DealSink['begin']>[0]): BlockWriter {
    this.#giveUp()
    this.#deals = 0
    const blocks = new BlockWriter(inputMark, level)
    blocks.push(packedHead(source, this.#asked))
    return blocks
  }

  #pack(waiting: WaitingDeals): void {
    this.#blocks?.push(waiting.take())
    this.#waitingLength = 0
    if (this.#blocks && this.#blocks.size > this.#most.bytes) this.#giveUp()
  }

  #giveUp(): void {
    this.#blocks = null
    this.#waiting = null
    this.#waitingLength = 0
  }
}

/** Of what may be long. */
function lengthOf({name, account, nextStep, url, custom}: Deal): number {
  let length = (name?.length ?? 0) + (account?.length ?? 0) + (nextStep?.length ?? 0) + (url?.length ?? 0)
  for (const field in custom) length += field.length + custom[field]!.length
  return length
}
