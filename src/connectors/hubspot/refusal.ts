import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {retryAfterMs} from '../../domain/network/retry-after.js'
import type {HttpAnswer} from '../../domain/ports/http-client.js'
import {formatCalendarDate} from '../../domain/review/calendar-date.js'
import {shellWord} from '../../domain/shell-word.js'
import {dateInZone, msToMidnight} from './zone-dates.js'

/** What HubSpot says of an error. Nothing of it is relied on. */
const errorBody = z.object({
  message: z.optional(z.string()),
  category: z.optional(z.string()),
  policyName: z.optional(z.string()),
  errors: z.optional(z.array(z.object({context: z.optional(z.record(z.string(), z.array(z.string())))}))),
})

type ErrorBody = z.infer<typeof errorBody>

/** When an answer was given, by the clock of the CRM; null where it does not say. */
export function answeredAt({headers}: HttpAnswer): Date | null {
  const at = Date.parse(headers.date ?? '')
  return Number.isNaN(at) ? null : new Date(at)
}

/** Which connection has to log in again. */
function loginHint(label: string): string {
  const name = /^\w+ "(.*)"$/s.exec(label)?.[1]
  return name === undefined
    ? 'revsched connection login <name>'
    : `revsched connection login ${shellWord(name)}`
}

/** What a status other than 2xx means. `zone` is the account's, null while it is not known. */
export function hubspotRefusal(answer: HttpAnswer, label: string, zone: string | null): RevschedError {
  const {status} = answer
  const waitMs = retryAfterMs(answer.headers['retry-after'], answeredAt(answer) ?? new Date(0))
  const retry = waitMs === null ? {} : {retryAfterMs: waitMs}
  if (status >= 500)
    return new RevschedError('unreachable', `${label} is out of order: it answered with status ${status}`, {
      hint: 'the run is tried again; https://status.hubspot.com tells of outages',
      canPass: true,
      ...retry,
    })
  const body = bodyOf(answer)
  if (body === null)
    return new RevschedError(
      'not-the-crm',
      `${label} answered with status ${status} and not as HubSpot does`,
      {
        hint: 'a proxy or a login page may stand between: check --api-url, and open that address in a browser',
        canPass: true,
      },
    )
  if (status === 429) return tooMany(answer, {body, label, zone, retry})
  if (status === 401)
    return new RevschedError('auth', `${label} does not take the token`, {hint: loginHint(label)})
  if (status === 403) return forbidden(body, label)
  // 423: the account's data is being changed; 477: it is being moved to another data centre.
  if (status === 423 || status === 477)
    return new RevschedError('unreachable', `${label} is locked for a while (status ${status})`, {
      hint: 'the run is tried again; HubSpot is moving or changing the data of the account',
      canPass: true,
      ...retry,
    })
  return new RevschedError(
    'schema',
    `${label} did not understand the question (status ${status}): ${said(body)}`,
    {
      hint: 'a property or a path may have been renamed; revsched connection test shows what is there',
    },
  )
}

function bodyOf({body}: HttpAnswer): ErrorBody | null {
  try {
    return errorBody.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

type Limited = {body: ErrorBody; label: string; zone: string | null; retry: {retryAfterMs?: number}}

function tooMany(answer: HttpAnswer, {body, label, zone, retry}: Limited): RevschedError {
  const policy = body.policyName ?? ''
  if (/daily/i.test(policy))
    return quotaError(`${label} has used all API calls of today`, {zone, now: answeredAt(answer), ...retry})
  return new RevschedError(
    'rate-limited',
    `${label} asks for fewer calls${policy && ` (limit "${policy.slice(0, 40)}")`}`,
    {
      hint: 'other programs use the same account; the run is tried again',
      canPass: true,
      ...retry,
    },
  )
}

/**
 * HubSpot counts a day from midnight to midnight in the account's zone. `retryAfterMs` is its own word, for as long as the zone
 * is not known.
 */
export function quotaError(
  message: string,
  {zone, now, retryAfterMs}: {zone: string | null; now: Date | null; retryAfterMs?: number},
): RevschedError {
  const waitMs = zone === null || now === null ? retryAfterMs : msToMidnight(now, zone)
  return new RevschedError('quota', `${message}; until ${endOfDay(zone, now)}`, {
    hint: 'find the program that uses so many calls: Settings > Integrations > API usage in HubSpot',
    ...(waitMs !== undefined && {retryAfterMs: waitMs}),
  })
}

/** E.g. `2026-11-27 00:00 Europe/Berlin`. */
function endOfDay(zone: string | null, now: Date | null): string {
  if (zone === null) return "midnight in the account's time zone"
  const today = now && dateInZone(now, zone)
  return today === null ? `midnight in ${zone}` : `${formatCalendarDate(today + 1)} 00:00 ${zone}`
}

function forbidden(body: ErrorBody, label: string): RevschedError {
  const named = (body.errors ?? []).flatMap(({context = {}}) => Object.values(context).flat())
  const scopes = [...new Set(named)].filter(scope => /^[\w.-]{1,80}$/.test(scope)).slice(0, 10)
  const why = scopes.length === 0 ? said(body) : `scopes missing: ${scopes.join(', ')}`
  return new RevschedError('auth', `${label} does not let this token read all that is needed; ${why}`, {
    hint: `add the scopes to the key or app in HubSpot, then ${loginHint(label)}`,
  })
}

/** HubSpot's own words, shortened, on one line, without what may be a token that they repeat. */
function said({message, category}: ErrorBody): string {
  const plain = (message ?? category ?? '').replace(/\s+/g, ' ')
  return `"${plain.replace(/\bpat-[\w-]+|\bBearer \S+|[\w.+/=-]{60,}/gi, '...').slice(0, 200)}"`
}
