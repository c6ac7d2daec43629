import type {Channel} from '../domain/delivery/channel.js'
import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {defaultTemplate} from '../domain/delivery/digest-template.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver, ChannelPorts} from '../domain/ports/channel-driver.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import {encodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'
import {openedSecret} from './channel-secret.js'
import {sampleReview} from './sample-review.js'

type Ports = {
  channels: ChannelStore
  driver: ChannelDriver
  channelPorts: ChannelPorts
  box(): Promise<Pick<SecretBox, 'open'>>
  clock: Clock
  ids: Ids
}

/** Sends a sample, once. Throws `delivery-failed` unless it arrived; a channel that was disabled is enabled again when it did. */
export async function testChannel(
  {channels, driver, channelPorts, box, clock, ids}: Ports,
  channel: Channel,
  {timeZone, signal}: {timeZone: string; signal: AbortSignal},
): Promise<void> {
  const now = clock.now()
  const sealed = await channels.channelSecret(channel.id)
  const secret = await openedSecret(box, {id: channel.id, sealed})
  const run = sampleRun(channel, {id: ids.next(), at: now})
  const {kind, settings} = channel
  const document = encodeAnalysis(sampleReview(now, timeZone))
  const looks = {template: defaultTemplate, owner: null, locale: null, isSample: true}
  const message = await driver.render({kind, settings, run, document, trends: [], ...looks})
  const key = `revsched-${run.id}`
  const sending = {settings, secret, message, run, recipient: null, key, isRepeat: false, state: {}, now}
  refuseOutcome(await driver.send(sending, channelPorts, signal))
  if (channel.disabledReason !== null) await channels.enableChannel(channel.userId, channel.id)
}

function sampleRun({userId}: Channel, {id, at}: {id: string; at: Date}): Run {
  return {
    id,
    userId,
    scheduledReviewId: null,
    reviewName: 'Sample review',
    status: 'completed',
    trigger: 'manual',
    priority: 0,
    scheduledFor: null,
    queuedAt: at,
    startedAt: at,
    completedAt: at,
    dealsAnalyzed: null,
    healthScore: null,
    issuesFound: null,
    highRiskDeals: null,
    errorCode: null,
    errorMessage: null,
    retryCount: 0,
    analysisId: null,
    jobId: null,
    leaseOwner: null,
    leaseExpiresAt: null,
    fence: 1,
    rangeUntil: null,
    missedCount: null,
    cancelRequestedAt: null,
    idempotencyKey: null,
    createdAt: at,
  }
}

function refuseOutcome(outcome: DeliveryOutcome): void {
  if (outcome.kind === 'sent') return
  const later = outcome.kind === 'retry' ? '; it may go well later' : ''
  throw new RevschedError('delivery-failed', `${outcome.error}${later}`, {
    hint: 'see docs/delivery.md for what each answer means',
    canPass: outcome.kind === 'retry',
  })
}
