import type {Analysis} from '../review/analysis.js'
import type {ScheduledReview} from '../scheduled-review.js'
import {storedConditions, whyQuiet} from './deliver-when.js'
import {ownerTargets} from './owner-digests.js'

/** A delivery as it is stored with the result that it is about. */
export type NewDelivery = {
  id: string
  /** Name of a channel of the run's user; of one that is gone meanwhile, nothing is stored. */
  channel: string
  owner: string | null
  recipient: string | null
  /** Why it is not to be sent; null when it is. */
  skippedReason: string | null
  expiresAt: Date
}

/** What was not delivered for so long, nobody waits for any more: the next run has newer numbers. */
const expiresAfterMs = 24 * 3_600_000

/** What a scheduled review says of it. */
export type Delivering = Pick<ScheduledReview, 'deliveryChannels' | 'deliverWhen' | 'ownerDigests'>

/** Who is to be told of a run. One delivery a channel, and one an owner where these get digests of their own. */
export function planDeliveries(
  review: Delivering,
  {summary, ownerEmails}: Pick<Analysis, 'summary' | 'ownerEmails'>,
  {now, newId}: {now: Date; newId(): string},
): NewDelivery[] {
  if (review.deliveryChannels.length === 0 && review.ownerDigests === null) return []
  const skippedReason = whyQuiet(storedConditions(review.deliverWhen), summary)
  const expiresAt = new Date(now.getTime() + expiresAfterMs)
  const planned = (channel: string, target: Pick<NewDelivery, 'owner' | 'recipient'>) => ({
    id: newId(),
    channel,
    ...target,
    skippedReason,
    expiresAt,
  })
  const all = review.deliveryChannels.map(name => planned(name, {owner: null, recipient: null}))
  if (review.ownerDigests === null) return all
  const {channel, ...digests} = review.ownerDigests
  const {targets} = ownerTargets(digests, {...summary, ...(ownerEmails && {ownerEmails})})
  return [...all, ...targets.map(({owner, recipient}) => planned(channel, {owner, recipient}))]
}
