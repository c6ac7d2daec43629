import type {ChannelKind} from '../domain/delivery/channel.js'
import type {Delivery, DeliveryStatus} from '../domain/delivery/delivery.js'
import {instantOf} from './instant.js'
import {jsonObject} from './json-object.js'
import {countIn} from './one-more.js'

/** A row of deliveries. */
export type DeliveryRow = {
  id: string
  run_id: string
  channel_id: string | null
  channel: string
  kind: ChannelKind
  target: string
  /** Empty for none. */
  owner: string
  recipient: string
  status: DeliveryStatus
  attempts: number
  next_attempt_at: number | null
  expires_at: number
  lease_owner: string | null
  lease_expires_at: number | null
  fence: number
  idempotency_key: string
  is_repeat: number
  state: string
  last_error: string | null
  sent_at: number | null
  created_at: number
}

export function deliveryOf(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    runId: row.run_id,
    channelId: row.channel_id,
    channel: row.channel,
    kind: row.kind,
    target: row.target,
    owner: row.owner || null,
    recipient: row.recipient || null,
    status: row.status,
    attempts: countIn(row.attempts),
    nextAttemptAt: instantOf(row.next_attempt_at),
    expiresAt: instantOf(row.expires_at) ?? new Date(0),
    idempotencyKey: row.idempotency_key,
    isRepeat: row.is_repeat === 1,
    state: jsonObject(row.state) ?? {},
    lastError: row.last_error,
    sentAt: instantOf(row.sent_at),
    createdAt: instantOf(row.created_at) ?? new Date(0),
  }
}
