import {type Delivery, type DeliveryOutcome, givenUp} from './delivery.js'

/** What is stored of an attempt. */
export type DeliveryChange = Pick<
  Delivery,
  'status' | 'attempts' | 'nextAttemptAt' | 'state' | 'lastError' | 'sentAt'
> & {
  /** Nothing else goes to the channel before: its place asked for that. */
  notBefore: Date | null
  /** Why the channel is used no more; null where it is. */
  disabledReason: string | null
}

/** Before the second attempt, the third and so on; the last one before all that follow. Chance adds up to a quarter. */
const delaysMs = [5000, 60_000, 5 * 60_000, 15 * 60_000, 30 * 60_000, 3_600_000] as const

/** `attempts` does not count the one that ended with `outcome` yet. */
export function afterAttempt(
  {state, attempts, expiresAt}: Pick<Delivery, 'state' | 'attempts' | 'expiresAt'>,
  outcome: DeliveryOutcome,
  {now, random}: {now: Date; random: number},
): DeliveryChange {
  const change = {
    attempts: attempts + 1,
    nextAttemptAt: null,
    state: 'state' in outcome && outcome.state ? outcome.state : state,
    lastError: 'error' in outcome ? outcome.error : null,
    sentAt: outcome.kind === 'sent' || outcome.kind === 'partial' ? now : null,
    notBefore: null,
    disabledReason: null,
  }
  if (outcome.kind === 'failed')
    return {...change, status: 'failed', disabledReason: outcome.disables ? outcome.error : null}
  if (outcome.kind !== 'retry') return {...change, status: outcome.kind}
  const asked = outcome.retryAfterMs ?? 0
  const waits = Math.max(asked, outcome.waitMs ?? 0)
  const own = delaysMs[Math.min(attempts, delaysMs.length - 1)]!
  const at = new Date(now.getTime() + Math.max(waits, own * (1 + random / 4)))
  const notBefore = asked > 0 ? new Date(now.getTime() + asked) : null
  if (at > expiresAt) return {...change, status: givenUp(change.state), notBefore}
  return {...change, status: 'pending', nextAttemptAt: at, notBefore}
}
