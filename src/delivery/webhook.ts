import * as z from 'zod/mini'
import {shownUrl} from '../domain/network/secret-url.js'
import type {ChannelDriver, DigestTask, ReceivedMessage} from '../domain/ports/channel-driver.js'
import {firstOf} from '../report/first-of.js'
import {jsonReport} from '../report/json.js'
import {dealsShown} from '../report/report-input.js'
import {givenSettings} from './given-settings.js'
import {httpOutcome} from './http-outcome.js'
import {placeOfUrl} from './place-of-url.js'
import {reportOfTask, wholeWithin} from './report-of-task.js'
import {webhookHeaders} from './webhook-headers.js'
import {madeSecret, parseWebhookSecret, unpackedWebhookSecret, withStoredSecrets} from './webhook-secret.js'
import {webhookProblem, webhookSignature, webhookTimestamp} from './webhook-signature.js'

// A review as JSON, posted and signed after the Standard Webhooks specification: docs/delivery-webhook.md.

const settingsSchema = z.strictObject({
  isPrivateAllowed: z.optional(z.boolean()),
  /** Every open deal, not only those that cost most points. */
  allDeals: z.optional(z.boolean()),
  headers: z.optional(z.record(z.string(), z.string())),
})

const words = {
  isPrivateAllowed: {flag: '--allow-private-address', takes: 'no value'},
  allDeals: {flag: '--all-deals', takes: 'no value'},
  headers: {flag: '--header', takes: 'a name and a value, as "X-Team: emea"'},
}

/** Receivers of webhooks take a few; who asks for every deal of a large pipeline is told before anything is sent. */
const maxBytes = 20_000_000

export const webhookDriver: ChannelDriver = {
  kind: 'webhook',
  secretPrompt: () =>
    'the URL to post to, then the signing secret (whsec_...) where the receiver has one; else one is made',
  parseSettings(given) {
    const {headers, ...settings} = givenSettings(settingsSchema, given, words)
    return headers === undefined ? settings : {...settings, headers: webhookHeaders(headers)}
  },
  parseSecret(given, {isPrivateAllowed}) {
    return JSON.stringify(parseWebhookSecret(given, {isPrivateAllowed: isPrivateAllowed === true}))
  },
  shownOnce: madeSecret,
  secretAsGiven(stored) {
    const {url, signingSecrets} = unpackedWebhookSecret(stored)
    return [url, ...signingSecrets].join(' ')
  },
  problemWith: (secret, received, now) =>
    problemWith(received, {secrets: unpackedWebhookSecret(secret).signingSecrets, now}),
  withMade: withStoredSecrets,
  targetOf: (_, secret) => (secret === null ? 'no URL' : shownUrl(unpackedWebhookSecret(secret))),
  placeOf: ({isPrivateAllowed}, secret) =>
    secret === null
      ? null
      : placeOfUrl(unpackedWebhookSecret(secret).url, {isPrivateAllowed: isPrivateAllowed === true}),
  render: task => ({body: bodyOf(task)}),
  async send({settings, secret, message, key, now}, {http}, signal) {
    if (secret === null) return {kind: 'failed', error: 'the channel has no URL'}
    const {url, signingSecrets} = unpackedWebhookSecret(secret)
    const body = String(message.body)
    const timestamp = webhookTimestamp(now)
    const {headers, isPrivateAllowed = false} = settingsSchema.parse(settings)
    const post = {
      url,
      isPrivateAllowed,
      headers: {
        ...headers,
        'content-type': 'application/json',
        'idempotency-key': key,
        'webhook-id': key,
        'webhook-timestamp': timestamp,
        'webhook-signature': webhookSignature({id: key, timestamp, body}, signingSecrets),
      },
      body,
    }
    return httpOutcome(post, {http, now}, signal)
  },
}

/** `report --json` in the envelope that the specification suggests. A sample is of a type of its own: nobody takes its deals for real. */
function bodyOf(task: DigestTask): string {
  const report = reportOfTask(task)
  const {analysis} = report
  const shown = report.allDeals ? analysis : {...analysis, deals: () => firstOf(analysis.deals(), dealsShown)}
  const json = wholeWithin(jsonReport({...report, analysis: shown}), {
    maxBytes,
    hint: `without --all-deals it tells the ${dealsShown.toLocaleString('en')} deals that cost most points`,
  })
  const type = task.isSample ? 'review.sample' : 'review.completed'
  const timestamp = (task.run.completedAt ?? task.run.createdAt).toISOString()
  return `{"type":"${type}","timestamp":"${timestamp}","data":${json.toString().trimEnd()}}`
}

/** Of a message that was kept for a while it tells, too, whether the signature is right. */
function problemWith(
  {headers, body}: ReceivedMessage,
  {secrets, now}: {secrets: readonly string[]; now: Date},
): string | null {
  const {'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature} = headers
  if (id === undefined) return 'it has no header "webhook-id"'
  if (timestamp === undefined) return 'it has no header "webhook-timestamp"'
  if (signature === undefined) return 'it has no header "webhook-signature"'
  const problemAt = (at: Date) => webhookProblem({id, timestamp, body}, {signature, secrets, now: at})
  const wrong = problemAt(new Date(Number(timestamp) * 1000))
  if (wrong !== null) return wrong
  const late = problemAt(now)
  return late && `${late}, though its signature is right`
}
