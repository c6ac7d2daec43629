import type {DeliveryChange} from '../../src/domain/delivery/after-attempt.js'
import type {Channel} from '../../src/domain/delivery/channel.js'
import type {NewDelivery} from '../../src/domain/delivery/plan-deliveries.js'
import type {ClaimedDelivery, DeliveryWish} from '../../src/domain/ports/delivery-store.js'
import type {Database} from '../../src/domain/ports/store.js'
import {at} from './a-queue.js'
import {aRun} from './a-run.js'
import {aCompletion, aNewRun, storedAt} from './a-store.js'

export function aChannel(changes: Partial<Channel> = {}): Channel {
  return {
    id: 'ch-slack',
    userId: 'user-1',
    name: 'pipeline',
    kind: 'slack',
    settings: {},
    target: '#pipeline',
    disabledReason: null,
    createdAt: storedAt,
    ...changes,
  }
}

export function aNewDelivery(changes: Partial<NewDelivery> = {}): NewDelivery {
  return {
    id: 'd-1',
    channel: 'pipeline',
    owner: null,
    recipient: null,
    skippedReason: null,
    expiresAt: at(86_400),
    ...changes,
  }
}

/** A completed run with what is to be delivered of it; completed at `at(5)`. */
export async function completedRun(
  database: Database,
  userId: string,
  {id = 'run-1', deliveries = [aNewDelivery()]}: {id?: string; deliveries?: NewDelivery[]} = {},
): Promise<void> {
  const run = await database.startRun(aNewRun(userId, id), () => true)
  const analysis = {...aCompletion.analysis, id: `analysis-${id}`}
  await database.completeRun({runId: id, fence: run.fence}, {...aCompletion, analysis, deliveries})
}

export const sent: DeliveryChange = {
  status: 'sent',
  attempts: 1,
  nextAttemptAt: null,
  state: {},
  lastError: null,
  sentAt: at(11),
  notBefore: null,
  disabledReason: null,
}

export function aDeliveryWish(changes: Partial<DeliveryWish> = {}): DeliveryWish {
  return {limit: 8, leaseOwner: 'daemon', leaseExpiresAt: at(130), ...changes}
}

/** Of a run without a scheduled review, by `aChannel`. */
export function aClaimedDelivery(change: Partial<ClaimedDelivery['delivery']> = {}): ClaimedDelivery {
  return {
    delivery: {
      id: 'd-1',
      runId: 'run-1',
      channelId: 'ch-slack',
      channel: 'pipeline',
      kind: 'slack',
      target: '#pipeline',
      owner: null,
      recipient: null,
      status: 'pending',
      attempts: 0,
      nextAttemptAt: null,
      expiresAt: new Date('2026-11-17T09:00:00Z'),
      idempotencyKey: 'revsched-d-1',
      isRepeat: false,
      state: {},
      lastError: null,
      sentAt: null,
      createdAt: new Date(0),
      ...change,
    },
    claim: {deliveryId: 'd-1', fence: 1},
    channel: aChannel(),
    sealed: new Uint8Array([1]),
    run: aRun(),
    review: null,
  }
}

type Advance = Parameters<Database['advanceDeliveries']>[0]

/** Claims at `now`, after storing `outcomes`; everybody is alive unless told. */
export function advanceOutbox(database: Database, {now = at(10), ...given}: Partial<Advance> = {}) {
  return database.advanceDeliveries({
    now,
    outcomes: [],
    isOwnerAlive: () => true,
    claim: aDeliveryWish(),
    ...given,
  })
}
