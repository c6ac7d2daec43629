import {createHmac, timingSafeEqual} from 'node:crypto'

// Signatures of the Standard Webhooks specification, symmetric: HMAC-SHA256 of `id.timestamp.body`, "v1,<base64>".

/** Of the receiver's clock against ours, and of the way between: what is older may have been recorded and sent again. */
const toleranceMs = 5 * 60 * 1000

type WebhookMessage = {
  /** Without a full stop, which would let parts of the body pass for it. */
  id: string
  /** Seconds since 1970. */
  timestamp: string
  body: string | Uint8Array
}

/** The header `webhook-signature`: one for each secret, so that a receiver may have the new one or the old one. */
export function webhookSignature(message: WebhookMessage, secrets: readonly string[]): string {
  return secrets.map(secret => `v1,${digestOf(message, secret).toString('base64')}`).join(' ')
}

export function webhookTimestamp(at: Date): string {
  return String(Math.floor(at.getTime() / 1000))
}

/** Null for a message that was signed with one of `secrets` within 5 minutes of `now`; otherwise why it is not to be taken. */
export function webhookProblem(
  message: WebhookMessage,
  {signature, secrets, now}: {signature: string; secrets: readonly string[]; now: Date},
): string | null {
  if (!/^\d{1,12}$/.test(message.timestamp)) return 'its timestamp is no number of seconds'
  const aheadMs = Number(message.timestamp) * 1000 - now.getTime()
  if (aheadMs < -toleranceMs) return 'it was signed more than 5 minutes ago'
  if (aheadMs > toleranceMs) return 'it was signed more than 5 minutes in the future'
  const given = signature
    .split(' ')
    .filter(one => one.startsWith('v1,'))
    .map(one => Buffer.from(one.slice(3), 'base64'))
  if (given.length === 0) return 'it has no signature of version v1'
  const expected = secrets.map(secret => digestOf(message, secret))
  // All are compared, so that the time tells nothing of which one fits.
  const fitting = expected.flatMap(one => given.filter(other => isSame(one, other)))
  return fitting.length > 0 ? null : 'its signature was made with another secret, or of another body'
}

function isSame(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

function digestOf({id, timestamp, body}: WebhookMessage, secret: string): Buffer {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
}
