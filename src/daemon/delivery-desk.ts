import type {DeliveryChange} from '../domain/delivery/after-attempt.js'
import type {DeliveryClaim} from '../domain/delivery/delivery.js'
import {withoutRecipient} from '../domain/delivery/digest-recipient.js'
import {deliveryLeaseMs, roomToSend} from '../domain/delivery/sending-limits.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ClaimedDelivery, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {Logger} from '../domain/ports/logger.js'

/** Of an attempt; less than the lease. */
const longestMs = 90_000

/** Null where nothing left; rejects with `conflict` for a claim that is void. `onMade` hears when the message is made, and of its size. */
export type SendDelivery = (
  claimed: ClaimedDelivery,
  signal: AbortSignal,
  onMade: (bytes: number) => void,
) => Promise<DeliveryChange | null>

type DeskPorts = {
  store: Pick<DeliveryStore, 'advanceDeliveries' | 'releaseDelivery'>
  send: SendDelivery
  clock: Clock
  log: Logger
  isOwnerAlive(leaseOwner: string): boolean
  leaseOwner: string
}

type UnderWay = {
  claimed: ClaimedDelivery
  stop: AbortController
  /** Of its message; null while that is being made. */
  bytes: number | null
  /** Set once it has ended, until that is stored. */
  end: DeliveryEnd | null
}

type DeliveryEnd = {kind: 'stored'; change: DeliveryChange} | {kind: 'released'} | {kind: 'lost'}

/**
 * The deliveries that this process sends, as the pool does with runs: what has ended is kept until the outbox took it. `advance` is the
 * only one who talks to the outbox, but for the word that a message leaves.
 */
export class DeliveryDesk {
  readonly #ports: DeskPorts
  readonly #wake: () => void
  readonly #underWay = new Map<string, UnderWay>()
  /** When the next one may be sent; null while none waits. */
  #nextAt: Date | null = new Date(0)
  #sent = 0
  #failed = 0
  #unknown = 0

  /** `wake` is called when an attempt has ended, or leaves room for another one. */
  constructor(ports: DeskPorts, wake: () => void) {
    this.#ports = ports
    this.#wake = wake
  }

  get size(): number {
    return this.#underWay.size
  }

  /** True while something has ended that is not stored. */
  get hasEnded(): boolean {
    return [...this.#underWay.values()].some(({end}) => end !== null)
  }

  /** Something was put into the outbox, perhaps. */
  expect = (): void => {
    this.#nextAt = new Date(0)
  }

  isDue(now: Date): boolean {
    return this.hasEnded || (this.#nextAt !== null && this.#nextAt <= now)
  }

  /** Milliseconds of the wall clock; none while nothing waits. One that might leave and does not waits for another one, which wakes. */
  wakeTimes(nowMs: number, laterMs: number): number[] {
    if (this.#nextAt === null) return []
    return [Math.max(this.#nextAt.getTime(), nowMs + (this.size > 0 ? laterMs : 0))]
  }

  /** For `status`, since this process began. */
  told() {
    return {sent: this.#sent, failed: this.#failed, unknown: this.#unknown, sending: this.size}
  }

  /** Stores what has ended and, where wanted, begins what may be sent. */
  async advance({claims}: {claims: 'wanted' | 'none'}): Promise<void> {
    const {store, clock, isOwnerAlive, leaseOwner} = this.#ports
    const ended = [...this.#underWay.values()].filter(({end}) => end !== null)
    for (const {claimed, end} of ended) if (end?.kind === 'released') await this.#release(claimed.claim)
    const now = clock.now()
    const open = [...this.#underWay.values()].filter(({end}) => end === null)
    const limit = roomToSend(open.map(({bytes}) => bytes))
    const leaseExpiresAt = new Date(now.getTime() + deliveryLeaseMs)
    const answer = await store.advanceDeliveries({
      now,
      outcomes: ended.flatMap(({claimed: {claim}, end}) =>
        end?.kind === 'stored' ? [{claim, change: end.change}] : [],
      ),
      isOwnerAlive,
      claim: claims === 'wanted' && limit > 0 ? {limit, leaseOwner, leaseExpiresAt} : null,
    })
    const lost = new Set(answer.lost.map(({deliveryId}) => deliveryId))
    for (const {claimed, end} of ended) {
      this.#underWay.delete(claimed.delivery.id)
      if (end?.kind === 'stored' && !lost.has(claimed.delivery.id)) this.#tell(claimed, end.change)
      else if (end?.kind !== 'released') this.#tellLost(claimed)
    }
    for (const {runId, channel, status} of answer.settled) {
      const words = `the process that sent to "${channel}" is gone; the delivery is ${status}`
      this.#ports.log.warn('delivery-crashed', words, {runId, channel})
    }
    for (const claimed of answer.claimed) this.#begin(claimed)
    this.#nextAt = answer.nextAttemptAt
  }

  /** Ends what is under way: what has not left goes back, of the rest nobody knows. */
  stopAll(reason: RevschedError): void {
    for (const {stop} of this.#underWay.values()) stop.abort(reason)
  }

  #begin(claimed: ClaimedDelivery): void {
    const underWay: UnderWay = {claimed, stop: new AbortController(), bytes: null, end: null}
    this.#underWay.set(claimed.delivery.id, underWay)
    const done = new AbortController()
    const {clock, send} = this.#ports
    clock.sleep(longestMs, done.signal).then(
      () => underWay.stop.abort(new RevschedError('timeout', `not over within ${longestMs / 1000} s`)),
      () => undefined,
    )
    const onMade = (bytes: number) => {
      underWay.bytes = bytes
      this.#wake()
    }
    void send(claimed, underWay.stop.signal, onMade)
      .then(endOf, error => this.#failedEnd(error))
      .then(end => {
        done.abort('ended')
        underWay.end = end
        this.#wake()
      })
  }

  /** A database that refused the word that a message leaves: nothing left. */
  #failedEnd(error: unknown): DeliveryEnd {
    if (!(error instanceof RevschedError)) this.#ports.log.error('delivery-broken', String(error))
    return error instanceof RevschedError && error.code === 'conflict' ? {kind: 'lost'} : {kind: 'released'}
  }

  async #release(claim: DeliveryClaim): Promise<void> {
    try {
      await this.#ports.store.releaseDelivery(claim)
    } catch (error) {
      if (!(error instanceof RevschedError) || error.code !== 'conflict') throw error
    }
  }

  #tell({delivery, channel}: ClaimedDelivery, change: DeliveryChange): void {
    const {log} = this.#ports
    const fields = {runId: delivery.runId, channel: channel.name, attempt: change.attempts}
    const where = `${channel.kind} "${channel.name}" (${channel.target})`
    if (change.status === 'sent') {
      this.#sent++
      log.info('delivery-sent', `delivered to ${where}`, fields)
      return
    }
    const words = `${where}: ${withoutRecipient(change.lastError ?? '', delivery.recipient)}`
    if (change.status === 'pending') {
      log.warn('delivery-retried', words, {...fields, at: change.nextAttemptAt?.toISOString() ?? null})
      return
    }
    if (change.status === 'unknown') this.#unknown++
    else this.#failed++
    log.error(`delivery-${change.status}`, words, fields)
  }

  #tellLost({delivery, channel}: ClaimedDelivery): void {
    const words = `the delivery to "${channel.name}" was called off or taken over; its end is not stored`
    this.#ports.log.warn('delivery-lost', words, {runId: delivery.runId, channel: channel.name})
  }
}

function endOf(change: DeliveryChange | null): DeliveryEnd {
  return change === null ? {kind: 'released'} : {kind: 'stored', change}
}
