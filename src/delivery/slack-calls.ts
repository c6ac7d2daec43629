import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import type {Sending} from '../domain/ports/channel-driver.js'
import type {HttpClientOf} from '../domain/ports/http-client.js'
import {
  answerToPost,
  type HttpPost,
  type PostAnswer,
  statusOutcome,
  statusOutcomeOnce,
} from './http-outcome.js'
import {slackRefusal} from './slack-refusals.js'
import type {SlackSettings} from './slack-settings.js'

/** Of one call that posts no message. */
const askDeadlineMs = 7000

export type SlackAccess = {settings: SlackSettings; token: string}

export type SlackPorts = {
  http: HttpClientOf
  signal: AbortSignal
  sending: Pick<Sending, 'now' | 'recipient'>
}

/** What came of one call; `data` is empty unless Slack did what it was asked for. */
export type SlackReply = {
  outcome: DeliveryOutcome
  data: Readonly<Record<string, unknown>>
  /** What Slack said instead of `ok`; null for nothing that it says. */
  word: string | null
}

/** Posts, and reads `ok` or the word that Slack says instead of it, both of which come with any status. */
export async function callSlack(post: HttpPost, {http, signal, sending}: SlackPorts): Promise<SlackReply> {
  const answer = await answerToPost(post, {http}, signal)
  if ('kind' in answer) return {outcome: answer, data: {}, word: null}
  const {isOk, word, data} = saidIn(answer)
  const isSuccess = answer.status >= 200 && answer.status < 300
  if (isSuccess && isOk) return {outcome: {kind: 'sent'}, data, word: null}
  const outcome =
    word === null && isSuccess ? withoutWord(post.url) : refusedBy(answer, {word, url: post.url, ...sending})
  return {outcome, data: {}, word}
}

/** Forms look like forms, JSON like JSON. */
export function askSlack(
  method: string,
  {access, body}: {access: SlackAccess; body: string},
  ports: SlackPorts,
): Promise<SlackReply> {
  const {apiUrl, isPrivateAllowed} = access.settings
  const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded'
  const headers = {authorization: `Bearer ${access.token}`, 'content-type': `${type}; charset=utf-8`}
  return callSlack(
    {url: `${apiUrl}${method}`, headers, body, isPrivateAllowed, deadlineMs: askDeadlineMs},
    ports,
  )
}

/** What was asked or uploaded and not shared nobody sees: after a lost answer it may be done again. */
export function harmless(reply: SlackReply): SlackReply {
  const {outcome} = reply
  return outcome.kind === 'unknown' ? {...reply, outcome: {kind: 'retry', error: outcome.error}} : reply
}

/** Words of Slack alone: whatever else is in an answer may be the URL it was asked by. */
const slackWord = /^[a-z][a-z_]{1,60}$/

function saidIn({body}: PostAnswer): {isOk: boolean; word: string | null; data: Record<string, unknown>} {
  const text = (body ?? '').trim()
  if (/^ok( - \d+)?$/i.test(text)) return {isOk: true, word: null, data: {}}
  if (slackWord.test(text)) return {isOk: false, word: text, data: {}}
  const data = objectIn(text)
  const word = typeof data.error === 'string' && slackWord.test(data.error) ? data.error : null
  return {isOk: data.ok === true, word: data.ok === false ? (word ?? 'no_reason_given') : null, data}
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? {...value} : {}
  } catch {
    return {}
  }
}

type Refused = {word: string | null; url: string; now: Date; recipient: string | null}

function refusedBy(answer: PostAnswer, {word, url, now, recipient}: Refused): DeliveryOutcome {
  const byStatus = statusOutcomeOnce(answer, {url, now})
  const refusal = word === null ? null : slackRefusal(word)
  if (word === null || (refusal === null && byStatus.kind !== 'sent')) return byStatus
  if (refusal === null) return {kind: 'failed', error: `Slack says "${word}"`}
  const error = `Slack says "${word}": ${refusal.means}`
  if (refusal.kind === 'unknown') return {kind: 'unknown', error}
  if (refusal.kind === 'retry')
    return {...statusOutcome({...answer, status: 429}, {url, now}), kind: 'retry', error}
  // One recipient who is gone takes the channel from nobody else.
  const disables = refusal.kind === 'access' || (refusal.kind === 'place' && recipient === null)
  return {kind: 'failed', error, ...(disables && {disables})}
}

function withoutWord(url: string): DeliveryOutcome {
  const {host} = new URL(url)
  return {kind: 'unknown', error: `"${host}" answered, but not as Slack does: a proxy may stand between`}
}
