import type {Delivery} from '../domain/delivery/delivery.js'
import {RevschedError} from '../domain/errors.js'
import type {ClaimedDelivery, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {LeaseOwner} from '../domain/run/lease.js'
import {type SendPorts, sendDelivery} from './send-delivery.js'

type Ports = SendPorts & {
  store: SendPorts['store'] & DeliveryStore
  owner: LeaseOwner
}

/** Of different channels. */
const mostAtATime = 8
/** An attempt is over before. */
const leaseMs = 120_000
const lookEveryMs = 200
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
    const claimed = await claim(ports, runId)
    await Promise.all(claimed.map(one => sendOne(ports, one, signal)))
    signal.throwIfAborted()
    const deliveries = await store.listDeliveries([runId])
    const isOver = !deliveries.some(one => isUnderWay(one, clock.now()))
    if (claimed.length === 0 && (isOver || clock.monotonicMs() > untilMs)) return deliveries
    if (claimed.length === 0) await clock.sleep(lookEveryMs, signal)
  }
}

function isUnderWay({status, nextAttemptAt}: Delivery, now: Date): boolean {
  return status === 'sending' || (status === 'pending' && nextAttemptAt !== null && nextAttemptAt <= now)
}

async function claim({store, clock, owner}: Ports, runId: string): Promise<readonly ClaimedDelivery[]> {
  const now = clock.now()
  const leaseExpiresAt = new Date(now.getTime() + leaseMs)
  const {claimed} = await store.advanceDeliveries({
    now,
    outcomes: [],
    isOwnerAlive: owner.isAlive,
    claim: {limit: mostAtATime, leaseOwner: owner.lease, leaseExpiresAt, runId},
  })
  return claimed
}

/** What could not be stored is left as it is under its lease, and settled by the next one who looks. */
async function sendOne(ports: Ports, claimed: ClaimedDelivery, signal: AbortSignal): Promise<void> {
  const {store, clock, owner} = ports
  try {
    const change = await sendDelivery(ports, claimed, signal)
    if (change === null) return await store.releaseDelivery(claimed.claim)
    const outcomes = [{claim: claimed.claim, change}]
    await store.advanceDeliveries({now: clock.now(), outcomes, isOwnerAlive: owner.isAlive, claim: null})
  } catch (error) {
    if (!(error instanceof RevschedError) || error.code !== 'conflict') throw error
  }
}
