import type {Delivery} from '../domain/delivery/delivery.js'
import {deliveryLeaseMs, roomToSend} from '../domain/delivery/sending-limits.js'
import {RevschedError} from '../domain/errors.js'
import type {ClaimedDelivery, DeliveryAdvance, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {LeaseOwner} from '../domain/run/lease.js'
import {type SendPorts, sendDelivery} from './send-delivery.js'

type Ports = SendPorts & {
  store: SendPorts['store'] & DeliveryStore
  owner: LeaseOwner
  /** Hears of each delivery what becomes of it; more than once of the same. */
  onStatus?(delivery: Pick<Delivery, 'id' | 'status'>): void
}

const lookEveryMs = 200
const storeAgainMs = 2000
/** Within the lease. */
const storeWithinMs = 30_000
/** One that waits for its turn, or for another process, is left to the daemon after so long. */
const patienceMs = 60_000

/**
 * Sends what a run has to deliver now, and waits for what another process sends of it meanwhile: the daemon may be faster. What is to be
 * tried again later is left to that. Returns all deliveries of the run.
 */
export async function deliverRun(ports: Ports, runId: string, signal: AbortSignal): Promise<Delivery[]> {
  const {store, clock} = ports
  const untilMs = clock.monotonicMs() + patienceMs
  for (;;) {
    const {hasSent, nextAttemptAt} = await sendDue(ports, runId, signal)
    if (hasSent) continue
    const deliveries = await store.listDeliveries([runId])
    for (const one of deliveries) ports.onStatus?.(one)
    // Its place asked to be left alone until then.
    const isPutOff = nextAttemptAt !== null && nextAttemptAt > clock.now()
    const isOver = !deliveries.some(one => isUnderWay(one, {now: clock.now(), isPutOff}))
    if (isOver || clock.monotonicMs() > untilMs) return deliveries
    await clock.sleep(lookEveryMs, signal)
  }
}

/** `bytes` of its message; null while that is being made. */
type UnderWay = {bytes: number | null}

type Sent = {hasSent: boolean; nextAttemptAt: Date | null}

/** Sends what may be sent now, each as soon as there is room: over when none is under way, also where one of them is refused by the database. */
async function sendDue(ports: Ports, runId: string, signal: AbortSignal): Promise<Sent> {
  const underWay = new Set<UnderWay>()
  const failures: unknown[] = []
  let hasSent = false
  let ring = () => {}
  const begin = (claimed: ClaimedDelivery) => {
    const one: UnderWay = {bytes: null}
    const onMade = (bytes: number) => {
      one.bytes = bytes
      ring()
    }
    underWay.add(one)
    hasSent = true
    void sendOne({...ports, onMade}, claimed, signal)
      .catch(error => failures.push(error))
      .finally(() => {
        underWay.delete(one)
        ring()
      })
  }
  for (;;) {
    const changed = new Promise<void>(resolve => {
      ring = resolve
    })
    const isStopped = failures.length > 0 || signal.aborted
    const limit = isStopped ? 0 : roomToSend([...underWay].map(({bytes}) => bytes))
    const advance =
      limit === 0 ? null : await claim(ports, {runId, limit}).catch(error => void failures.push(error))
    for (const one of advance?.claimed ?? []) begin(one)
    if (underWay.size > 0) await changed
    else if (failures.length > 0) throw failures[0]
    else {
      signal.throwIfAborted()
      return {hasSent, nextAttemptAt: advance?.nextAttemptAt ?? null}
    }
  }
}

function isUnderWay(
  {status, nextAttemptAt}: Delivery,
  {now, isPutOff}: {now: Date; isPutOff: boolean},
): boolean {
  if (status === 'sending') return true
  return status === 'pending' && !isPutOff && nextAttemptAt !== null && nextAttemptAt <= now
}

function claim({store, clock, owner}: Ports, wish: {runId: string; limit: number}): Promise<DeliveryAdvance> {
  const now = clock.now()
  const leaseExpiresAt = new Date(now.getTime() + deliveryLeaseMs)
  return store.advanceDeliveries({
    now,
    outcomes: [],
    isOwnerAlive: owner.isAlive,
    claim: {...wish, leaseOwner: owner.lease, leaseExpiresAt},
  })
}

async function sendOne(ports: Ports, claimed: ClaimedDelivery, signal: AbortSignal): Promise<void> {
  const {store} = ports
  const {id} = claimed.delivery
  ports.onStatus?.({id, status: 'sending'})
  try {
    const change = await sendDelivery(ports, claimed, signal)
    if (change === null) return await store.releaseDelivery(claimed.claim)
    await storePatiently(ports, {claim: claimed.claim, change})
    ports.onStatus?.({id, status: change.status})
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'conflict') throw error
  }
}

type Outcome = Parameters<DeliveryStore['advanceDeliveries']>[0]['outcomes'][number]

/** The message has left: a database that is locked or full for a while is asked again for as long as the lease is good. */
async function storePatiently({store, clock, owner}: Ports, outcome: Outcome): Promise<void> {
  const untilMs = clock.monotonicMs() + storeWithinMs
  for (;;) {
    try {
      const input = {now: clock.now(), outcomes: [outcome], isOwnerAlive: owner.isAlive, claim: null}
      await store.advanceDeliveries(input)
      return
    } catch (error) {
      const isStorage = error instanceof RevschedError && error.code === 'storage'
      if (!isStorage) throw error
      if (clock.monotonicMs() > untilMs) throw notStored(outcome, error)
      await clock.sleep(storeAgainMs)
    }
  }
}

function notStored({change}: Outcome, cause: RevschedError): RevschedError {
  const words = change.status === 'sent' ? 'a message was delivered' : `a message ended as ${change.status}`
  return new RevschedError(
    'storage',
    `the review is stored, and ${words}, which the database did not take: ${cause.message}`,
    {
      hint: 'do not run it again for that: revsched history tells the delivery as unknown',
      cause,
    },
  )
}
