import {RevschedError} from '../domain/errors.js'
import {type PingKind, pingAddress} from '../domain/ping/ping-request.js'
import {type PingTarget, pingPlace, unpackedTarget} from '../domain/ping/ping-target.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Logger} from '../domain/ports/logger.js'
import type {PingSender} from '../domain/ports/ping-sender.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import type {SealedUrl} from '../domain/scheduled-review.js'

/** Pings that wait or are under way; at one more, the one that matters least is dropped, counted and told. About 2 MB. */
const mostWaiting = 2000
/** Of different reviews: those of one review go one after the other, so that its start comes before its success. */
const mostAtATime = 8
const answerMs = 10_000
/** Before the second and the third attempt. */
const retryDelaysMs = [1000, 5000]
/** From the end of the patience until what is under way has heard of it. */
const abortedMs = 500

export type Ping = {
  reviewId: string
  reviewName: string
  pingUrl: SealedUrl
  kind: PingKind
  runId: string
  body: string
}

type PingPorts = {
  clock: Clock
  log: Logger
  box: Pick<SecretBox, 'open'>
  send: PingSender
  /** 0 to 1. */
  random(): number
}

/**
 * Sends pings beside the work of the daemon, which neither waits for them nor fails with them. A ping that cannot be sent is
 * tried twice more where that may help; then it is counted, and told once for its review until one goes well again.
 */
export class PingQueue {
  readonly #ports: PingPorts
  /** What waits, per review, oldest first. */
  readonly #lanes = new Map<string, Ping[]>()
  /** Reviews of which none is under way, in the order in which they come next. */
  readonly #ready = new Set<string>()
  readonly #underWay = new Set<string>()
  readonly #failing = new Set<string>()
  readonly #stops = new Set<AbortController>()
  readonly #pauses = new Set<AbortController>()
  #size = 0
  #sent = 0
  #failed = 0
  #dropped = 0
  #state: 'open' | 'closing' | 'closed' = 'open'
  #emptied = (): void => undefined

  constructor(ports: PingPorts) {
    this.#ports = ports
  }

  /** Waiting or under way. */
  get size(): number {
    return this.#size
  }

  /** For `status`. */
  told() {
    const [sent, failed, dropped, waiting] = [this.#sent, this.#failed, this.#dropped, this.#size]
    return {sent, failed, dropped, waiting, failingReviews: this.#failing.size}
  }

  add(ping: Ping): void {
    if (this.#state === 'closed') {
      this.#drop(ping)
      return
    }
    if (this.#size >= mostWaiting) {
      const lesser = this.#lesserThan(ping)
      this.#drop(lesser)
      if (lesser === ping) return
      this.#take(lesser)
      this.#size--
    }
    this.#size++
    const {reviewId} = ping
    const lane = this.#lanes.get(reviewId)
    if (lane) lane.push(ping)
    else this.#lanes.set(reviewId, [ping])
    if (!this.#underWay.has(reviewId)) this.#ready.add(reviewId)
    this.#fill()
  }

  /**
   * Of those that wait and a new one, which nobody misses most: how a review ended last tells whether it is well. A start tells how long
   * a run took, an end before another one of its review what it was; then the new one is as good as any.
   */
  #lesserThan(ping: Ping): Ping {
    if (ping.kind === 'start') return ping
    for (const lane of this.#lanes.values()) {
      const start = lane.find(({kind}) => kind === 'start')
      if (start) return start
    }
    return this.#lanes.get(ping.reviewId)?.[0] ?? ping
  }

  #drop(ping: Ping): void {
    this.#dropped++
    this.#tellFailure(ping, `more than ${mostWaiting} pings wait`)
  }

  #take(ping: Ping): void {
    const {reviewId} = ping
    const lane = this.#lanes.get(reviewId)!
    lane.splice(lane.indexOf(ping), 1)
    if (lane.length > 0) return
    this.#lanes.delete(reviewId)
    this.#ready.delete(reviewId)
  }

  /** Lets what is left be tried once more within so long; then ends it. `size` says what did not even end. */
  async close(patienceMs: number): Promise<void> {
    this.#state = 'closing'
    for (const pause of this.#pauses) pause.abort()
    await this.#emptyWithin(patienceMs)
    this.#state = 'closed'
    const left = this.#size
    for (const stop of this.#stops) stop.abort(new RevschedError('terminated', 'the daemon stopped'))
    await this.#emptyWithin(abortedMs)
    if (left > 0) this.#ports.log.warn('pings-left', `${left} pings were not sent before the end`, {left})
  }

  async #emptyWithin(ms: number): Promise<void> {
    if (this.#size === 0) return
    const done = new AbortController()
    const empty = new Promise<void>(resolve => {
      this.#emptied = resolve
    })
    await Promise.race([empty, this.#ports.clock.sleep(ms, done.signal).catch(() => undefined)])
    done.abort()
  }

  #fill(): void {
    for (const reviewId of this.#ready) {
      if (this.#underWay.size >= mostAtATime) return
      this.#ready.delete(reviewId)
      this.#underWay.add(reviewId)
      void this.#sendFirst(reviewId)
    }
  }

  async #sendFirst(reviewId: string): Promise<void> {
    const ping = this.#lanes.get(reviewId)![0]!
    this.#take(ping)
    await this.#deliver(ping)
    this.#underWay.delete(reviewId)
    this.#size--
    if (this.#lanes.has(reviewId)) this.#ready.add(reviewId)
    this.#fill()
    if (this.#size === 0) this.#emptied()
  }

  async #deliver(ping: Ping): Promise<void> {
    try {
      const {reviewId, pingUrl, kind, runId, body} = ping
      const target = unpackedTarget(await this.#ports.box.open(pingUrl.sealed, pingPlace(reviewId)))
      await this.#sendPatiently({...target, url: pingAddress(target.url, kind, runId), body})
      this.#sent++
      this.#tellSuccess(ping)
    } catch (error) {
      this.#failed++
      // Only our own words are known to hold no secret.
      this.#tellFailure(ping, error instanceof RevschedError ? error.message : 'an unexpected error')
    }
  }

  async #sendPatiently(request: PingTarget & {body: string}): Promise<void> {
    for (const delayMs of [...retryDelaysMs, null]) {
      try {
        return await this.#attempt(request)
      } catch (error) {
        const isWorthIt = error instanceof RevschedError && error.canPass && this.#state === 'open'
        if (!isWorthIt || delayMs === null) throw error
        await this.#pause(delayMs)
      }
    }
  }

  async #attempt(request: PingTarget & {body: string}): Promise<void> {
    const {clock, send} = this.#ports
    if (this.#state === 'closed') throw new RevschedError('terminated', 'the daemon stopped')
    const [stop, answered] = [new AbortController(), new AbortController()]
    this.#stops.add(stop)
    clock.sleep(answerMs, answered.signal).then(
      () => stop.abort(late()),
      () => undefined,
    )
    try {
      refuseAnswer(await send(request, stop.signal))
    } finally {
      this.#stops.delete(stop)
      answered.abort()
    }
  }

  /** Half of it is chance: those that failed together do not come again together. Over at once when the queue is closed. */
  async #pause(delayMs: number): Promise<void> {
    const {clock, random} = this.#ports
    const pause = new AbortController()
    this.#pauses.add(pause)
    await clock.sleep(delayMs / 2 + (delayMs / 2) * random(), pause.signal).catch(() => undefined)
    this.#pauses.delete(pause)
  }

  #tellFailure({reviewId, reviewName, runId, kind, pingUrl}: Ping, why: string): void {
    // What an ending daemon leaves unsent says nothing of the other side.
    if (this.#state === 'closed' || this.#failing.has(reviewId)) return
    this.#failing.add(reviewId)
    const message = `the ping of "${reviewName}" to ${pingUrl.shown} failed: ${why}; told once until one goes well`
    this.#ports.log.warn('ping-failed', message, {review: reviewName, runId, kind})
  }

  #tellSuccess({reviewId, reviewName, runId, kind, pingUrl}: Ping): void {
    if (!this.#failing.delete(reviewId)) return
    const message = `the pings of "${reviewName}" to ${pingUrl.shown} go well again`
    this.#ports.log.info('ping-back', message, {review: reviewName, runId, kind})
  }
}

function late(): RevschedError {
  return new RevschedError('delivery-failed', `no answer within ${answerMs / 1000} s`, {canPass: true})
}

function refuseAnswer({status}: {status: number}): void {
  if (status >= 200 && status < 300) return
  const words = status >= 300 && status < 400 ? ', and a redirect is not followed' : ''
  const canPass = status >= 500 || status === 429
  throw new RevschedError('delivery-failed', `the answer was ${status}${words}`, {canPass})
}
