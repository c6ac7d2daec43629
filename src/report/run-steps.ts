import type {Delivery, DeliveryStatus} from '../domain/delivery/delivery.js'
import type {SourceProgress} from '../domain/ports/deal-source.js'
import type {ReviewProgress} from '../domain/ports/review-executor.js'
import {terminalText} from './escape.js'

/** What a run does, one after the other. */
export const stepNames = ['connect', 'fetch', 'rules', 'delivery'] as const

export type StepName = (typeof stepNames)[number]

/** How far a run is. */
export type RunSteps = {
  step: StepName
  /** When each step began that has begun, in milliseconds of a clock that nobody sets. */
  beganMs: Partial<Readonly<Record<StepName, number>>>
  /** The last that was told of the fetch; null before it. */
  read: SourceProgress | null
  rowsRead: number
  /** True once the source has started over: it tells fewer rows than before. */
  isAgain: boolean
  /** Where the digest will go, in words for a terminal; null where it goes nowhere. */
  channels: string | null
  deliveries: readonly DeliveryStep[]
}

/** `name` may go to a terminal. */
export type DeliveryStep = {id: string; name: string; status: DeliveryStatus}

export function firstSteps(nowMs: number): RunSteps {
  return {
    step: 'connect',
    beganMs: {connect: nowMs},
    read: null,
    rowsRead: 0,
    isAgain: false,
    channels: null,
    deliveries: [],
  }
}

export function withProgress(steps: RunSteps, progress: ReviewProgress, nowMs: number): RunSteps {
  const {rowsRead} = progress
  if (progress.step === 'judging') return {...begun(steps, 'rules', nowMs), rowsRead}
  const {step: _, ...read} = progress
  const isAgain = steps.isAgain || rowsRead < steps.rowsRead
  return {...begun(steps, 'fetch', nowMs), read, rowsRead, isAgain}
}

/** Of those that are under way: what was sent before, or is not to be sent, is no work of this step. */
export function withDeliveries(steps: RunSteps, deliveries: readonly Delivery[], nowMs: number): RunSteps {
  const underWay = deliveries.filter(({status}) => status === 'pending' || status === 'sending')
  const shown = underWay.map(({id, kind, channel, owner, status}) => ({
    id,
    name: terminalText(`${kind} "${channel}"${owner === null ? '' : ` for ${owner}`}`),
    status,
  }))
  return {...begun(steps, 'delivery', nowMs), deliveries: shown}
}

export function withDelivery(steps: RunSteps, {id, status}: Pick<Delivery, 'id' | 'status'>): RunSteps {
  return {...steps, deliveries: steps.deliveries.map(one => (one.id === id ? {...one, status} : one))}
}

function begun(steps: RunSteps, step: StepName, nowMs: number): RunSteps {
  return {...steps, step, beganMs: {[step]: nowMs, ...steps.beganMs}}
}

export const deliveryWords: Readonly<Record<DeliveryStatus, string>> = {
  pending: 'waiting',
  sending: 'sending',
  sent: 'sent',
  partial: 'sent to some',
  failed: 'failed',
  unknown: 'unknown',
  expired: 'failed',
  cancelled: 'cancelled',
  skipped: 'not sent',
}
