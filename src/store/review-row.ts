import type {ConnectionKind} from '../domain/crm-connection.js'
import {isOwnerDigests} from '../domain/delivery/owner-digests.js'
import type {ReviewListing} from '../domain/ports/store.js'
import type {RunStatus} from '../domain/run/run.js'
import type {CatchUp, Overlap, ScheduledReview} from '../domain/scheduled-review.js'
import {instantOf, isInstant} from './instant.js'
import {jsonValue} from './json-object.js'
import type {Values} from './session.js'

/** A row of scheduled_reviews. */
export type StoredReview = {
  id: string
  user_id: string
  name: string
  description: string | null
  crm_connection_id: string
  schedule: string
  timezone: string
  timezone_canonical: string
  ruleset: string
  filter: string | null
  delivery_channels: string
  ping_url: Uint8Array | null
  ping_url_shown: string | null
  deliver_when: string
  template: string | null
  owner_digests: string | null
  locale: string | null
  overlap: Overlap
  catch_up: CatchUp
  catch_up_window_ms: number
  splay_ms: number
  timeout_ms: number
  max_retries: number
  is_active: number
  paused_reason: string | null
  last_run_at: number | null
  next_run_at: number | null
  cursor: number | null
  created_at: number
  updated_at: number
}

/** The same, joined with its connection and its newest run. */
export type ReviewRow = StoredReview & {
  connection_name: string
  connection_kind: ConnectionKind
  connection_needs_login: string | null
  connection_user_id: string
  run_id: string | null
  run_status: RunStatus | null
  run_health_score: number | null
  run_completed_at: number | null
  run_error_code: string | null
  run_error_message: string | null
}

/** A row that cannot be read is listed as paused with that reason, so that one bad row never hides the others. */
export function listingOf(row: ReviewRow): ReviewListing {
  const documents = readableDocuments(row)
  const review = withDocuments(row, documents ?? noDocuments)
  return {
    ...review,
    isActive: review.isActive && documents !== null,
    pausedReason: documents ? review.pausedReason : unreadable,
    connectionName: row.connection_name,
    connectionKind: row.connection_kind,
    connectionNeedsLogin: row.connection_needs_login,
    connectionUserId: row.connection_user_id,
    isReadable: documents !== null,
    lastRun: lastRunOf(row),
  }
}

export const unreadable = 'its stored settings cannot be read'

/** Null for a row that is not what this program writes. */
export function reviewOf(row: StoredReview): ScheduledReview | null {
  const documents = readableDocuments(row)
  return documents && withDocuments(row, documents)
}

function withDocuments(row: StoredReview, documents: Documents): ScheduledReview {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    description: row.description,
    crmConnectionId: row.crm_connection_id,
    schedule: row.schedule,
    timezone: row.timezone,
    timezoneCanonical: row.timezone_canonical,
    ruleset: row.ruleset,
    ...documents,
    pingUrl: pingUrlOf(row),
    deliverWhen: row.deliver_when,
    locale: row.locale,
    overlap: row.overlap,
    catchUp: row.catch_up,
    catchUpWindowMs: row.catch_up_window_ms,
    splayMs: row.splay_ms,
    timeoutMs: row.timeout_ms,
    maxRetries: row.max_retries,
    isActive: row.is_active === 1,
    pausedReason: row.paused_reason,
    lastRunAt: instantOf(row.last_run_at),
    nextRunAt: instantOf(row.next_run_at),
    cursor: instantOf(row.cursor),
    createdAt: instantOf(row.created_at) ?? new Date(0),
    updatedAt: instantOf(row.updated_at) ?? new Date(0),
  }
}

export function pingUrlOf({
  ping_url: sealed,
  ping_url_shown: shown,
}: Pick<StoredReview, 'ping_url' | 'ping_url_shown'>): ScheduledReview['pingUrl'] {
  return sealed && {sealed, shown: shown ?? '…'}
}

function lastRunOf(row: ReviewRow): ReviewListing['lastRun'] {
  if (row.run_id === null || row.run_status === null) return null
  return {
    id: row.run_id,
    status: row.run_status,
    healthScore: row.run_health_score,
    completedAt: instantOf(row.run_completed_at),
    errorCode: row.run_error_code,
    errorMessage: row.run_error_message,
  }
}

type Documents = Pick<ScheduledReview, 'filter' | 'deliveryChannels' | 'template' | 'ownerDigests'>

const noDocuments: Documents = {
  filter: null,
  deliveryChannels: [],
  template: null,
  ownerDigests: null,
}

function readableDocuments(row: StoredReview): Documents | null {
  if (!hasInstants(row)) return null
  const filter = jsonOf(row.filter)
  const deliveryChannels = jsonOf(row.delivery_channels)
  const template = jsonOf(row.template)
  const ownerDigests = jsonOf(row.owner_digests)
  if (!isObjectOrNull(filter) || !isObjectOrNull(template)) return null
  if (ownerDigests !== null && !isOwnerDigests(ownerDigests)) return null
  if (!isTextList(deliveryChannels)) return null
  return {filter, deliveryChannels, template, ownerDigests}
}

function jsonOf(text: string | null): unknown {
  return text === null ? null : jsonValue(text)
}

function isObjectOrNull(value: unknown): value is Record<string, unknown> | null {
  return typeof value === 'object' && !Array.isArray(value)
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

function hasInstants(row: StoredReview): boolean {
  return [row.last_run_at, row.next_run_at, row.cursor, row.created_at, row.updated_at].every(isInstant)
}

/** Values for the named parameters of the statements in scheduled-reviews.ts. */
export function parametersOf(review: ScheduledReview): Values {
  return {
    id: review.id,
    user_id: review.userId,
    name: review.name,
    description: review.description,
    crm_connection_id: review.crmConnectionId,
    schedule: review.schedule,
    timezone: review.timezone,
    timezone_canonical: review.timezoneCanonical,
    ruleset: review.ruleset,
    filter: review.filter && JSON.stringify(review.filter),
    delivery_channels: JSON.stringify(review.deliveryChannels),
    ping_url: review.pingUrl?.sealed ?? null,
    ping_url_shown: review.pingUrl?.shown ?? null,
    deliver_when: review.deliverWhen,
    template: review.template && JSON.stringify(review.template),
    owner_digests: review.ownerDigests && JSON.stringify(review.ownerDigests),
    locale: review.locale,
    overlap: review.overlap,
    catch_up: review.catchUp,
    catch_up_window_ms: review.catchUpWindowMs,
    splay_ms: review.splayMs,
    timeout_ms: review.timeoutMs,
    max_retries: review.maxRetries,
    is_active: review.isActive ? 1 : 0,
    paused_reason: review.pausedReason,
    last_run_at: review.lastRunAt?.getTime() ?? null,
    next_run_at: review.nextRunAt?.getTime() ?? null,
    cursor: review.cursor?.getTime() ?? null,
    created_at: review.createdAt.getTime(),
    updated_at: review.updatedAt.getTime(),
  }
}
