import {afterAttempt, type DeliveryChange} from '../domain/delivery/after-attempt.js'
import type {ChannelKind} from '../domain/delivery/channel.js'
import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {templateOf} from '../domain/delivery/digest-template.js'
import {addressOf, isAllowed} from '../domain/delivery/owner-digests.js'
import {messageBytes} from '../domain/delivery/sending-limits.js'
import {messageOf, RevschedError} from '../domain/errors.js'
import type {ChannelDriver, ChannelMessage, ChannelPorts, DigestTask} from '../domain/ports/channel-driver.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ClaimedDelivery, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import {type RunStore, runsInTrend} from '../domain/ports/store.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import {openedSecret} from './channel-secret.js'

export type SendPorts = {
  store: Pick<DeliveryStore, 'beginSending'> & Pick<RunStore, 'readAnalysis' | 'runTrends'>
  box(): Promise<Pick<SecretBox, 'open'>>
  driverOf(kind: ChannelKind): Promise<ChannelDriver>
  /** Makes the message: here, or in a thread. */
  render(task: DigestTask, signal: AbortSignal): Promise<ChannelMessage>
  channelPorts(): Promise<ChannelPorts>
  clock: Clock
  /** 0 to 1. */
  random(): number
  /** Called when a message of so many bytes is made: from then on, only its place is waited for. */
  onMade?(bytes: number): void
}

/**
 * One attempt at a delivery, and what is to be stored of it. Null where `signal` was aborted before anything left. Throws `conflict` when
 * the claim is void: then nothing has left either.
 */
export async function sendDelivery(
  ports: SendPorts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<DeliveryChange | null> {
  const {clock, random, store} = ports
  const ended = (outcome: DeliveryOutcome) =>
    afterAttempt(claimed.delivery, outcome, {now: clock.now(), random: random()})
  const prepared = await preparedFor(ports, claimed, signal).catch(notPrepared)
  if (signal.aborted) return null
  if ('kind' in prepared) return ended(prepared)
  ports.onMade?.(messageBytes(prepared.message))
  await store.beginSending(claimed.claim)
  return ended(await outcomeOf(ports, {claimed, ...prepared}, signal))
}

/** Owners get digests by what the review says now: nobody is written to who was taken off, or whose address was mended, since. */
function whyNotOwner(
  {delivery: {owner, recipient}, review}: ClaimedDelivery,
  document: Uint8Array,
): DeliveryOutcome | null {
  if (owner === null) return null
  const digests = review?.ownerDigests ?? null
  if (digests === null) return {kind: 'failed', error: 'owners get no digests of this review any more'}
  const isNamed = Object.hasOwn(digests.recipients, owner)
  if (!isNamed && digests.addresses !== 'crm')
    return {kind: 'failed', error: 'the review names no recipient for this owner any more'}
  const found = addressOf(owner, digests, isNamed ? {} : decodeAnalysis(document))
  if ('reason' in found || found.recipient !== recipient)
    return {kind: 'failed', error: 'the review names another recipient for this owner now'}
  if (isAllowed(recipient, digests.domains)) return null
  return {kind: 'failed', error: `${recipient} is not of an allowed domain any more`}
}

type Prepared = {message: ChannelMessage; secret: string | null}

async function preparedFor(
  {store, box, render}: SendPorts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<Prepared | DeliveryOutcome> {
  const {delivery, channel, sealed, run, review} = claimed
  const document = await store.readAnalysis(run.id)
  const refusal = whyNotOwner(claimed, document)
  if (refusal) return refusal
  const secret = await openedSecret(box, {id: channel.id, sealed})
  const task: DigestTask = {
    kind: channel.kind,
    settings: channel.settings,
    template: templateOf(review?.template ?? null),
    run,
    document,
    trends: await store.runTrends(run, runsInTrend),
    owner: delivery.owner,
    locale: review?.locale ?? null,
    isSample: false,
  }
  return {message: await render(task, signal), secret}
}

/** A key that is missing, or a database that is locked, may be mended in the time that the delivery has; a bug in a message is not. */
function notPrepared(error: unknown): DeliveryOutcome {
  const message = messageOf(error)
  const mayPass = error instanceof RevschedError && (error.canPass || error.code === 'config')
  return mayPass
    ? {kind: 'retry', error: message}
    : {kind: 'failed', error: `the message could not be made: ${message}`}
}

async function outcomeOf(
  {driverOf, channelPorts, clock}: SendPorts,
  {claimed: {delivery, channel, run}, message, secret}: Prepared & {claimed: ClaimedDelivery},
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const {idempotencyKey: key, isRepeat, state, recipient} = delivery
  const {settings} = channel
  try {
    const [driver, outside] = [await driverOf(channel.kind), await channelPorts()]
    if (signal.aborted) return {kind: 'retry', error: 'it was stopped before anything left'}
    return await driver.send(
      {settings, secret, message, run, recipient, key, isRepeat, state, now: clock.now()},
      outside,
      signal,
    )
  } catch (error) {
    if (signal.aborted) return {kind: 'unknown', error: 'the sending was stopped before the answer came'}
    // Only our own words are known to hold no secret.
    const why = error instanceof RevschedError ? error.message : 'an unexpected error'
    return {kind: 'unknown', error: `${why}; whether it arrived is not known`}
  }
}
