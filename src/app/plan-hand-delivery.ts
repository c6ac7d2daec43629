import type {Channel} from '../domain/delivery/channel.js'
import type {Delivery} from '../domain/delivery/delivery.js'
import {ownerTargets} from '../domain/delivery/owner-digests.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelStore, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {ReviewStore, RunStore} from '../domain/ports/store.js'
import {decodeAnalysis} from '../domain/review/analysis-document.js'
import type {Run} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'

export type HandPorts = {
  store: DeliveryStore & ChannelStore & Pick<ReviewStore, 'findReview'> & Pick<RunStore, 'readAnalysis'>
}

export type HandWish = {
  run: Run
  /** Refs; none for those that its review names now, and those that the run has deliveries to. */
  channels: readonly string[]
  /** Names: only the digests of these owners, and none of all deals; none for all of them. */
  owners: readonly string[]
  /** Also those that have it, or may have it. */
  again: boolean
}

/** Who is to get it: all deals by a channel, or an owner their own. */
type Audience = {
  channel: string
  owner: string | null
  recipient: string | null
  /** Whence the recipient is known; left out for a channel. */
  from?: 'map' | 'crm'
}

export type HandPlan = {
  /** What the run has no delivery for yet. */
  added: readonly Audience[]
  /** Deliveries that are sent again. */
  again: readonly (Delivery & Pick<Audience, 'from'>)[]
  /** Who gets nothing, why, and what helps where anything does. */
  left: readonly (Omit<Audience, 'recipient' | 'from'> & {reason: string; hint?: string})[]
}

/** What `deliver` does, and what it only tells with `--dry-run`. */
export async function planHandDelivery(
  {store}: HandPorts,
  actor: User,
  {run, channels: refs, owners, again}: HandWish,
): Promise<HandPlan> {
  const all = await store.listChannels(actor.id)
  const deliveries = await store.listDeliveries([run.id])
  const named = await Promise.all(refs.map(async ref => (await store.findChannel(actor.id, ref)).name))
  const {audiences, left} = await wantedBy({store}, run, {named, owners, deliveries})
  const plan = {added: [] as Audience[], again: [] as HandPlan['again'][number][], left: [...left]}
  for (const audience of audiences) {
    const existing = deliveries.find(one => isFor(one, audience)) ?? null
    const why = whyNot(audience, {
      existing,
      again,
      run,
      channel: all.find(({name}) => name === audience.channel),
    })
    const {channel, owner, from} = audience
    if (why) plan.left.push({channel, owner, ...why})
    else if (existing) plan.again.push({...existing, ...(from && {from})})
    else plan.added.push(audience)
  }
  return plan
}

function isFor({channel, owner, recipient}: Delivery, wanted: Audience): boolean {
  return channel === wanted.channel && owner === wanted.owner && recipient === wanted.recipient
}

type Wanted = {audiences: Audience[]; left: HandPlan['left']}

async function wantedBy(
  ports: HandPorts,
  run: Run,
  {
    named,
    owners,
    deliveries,
  }: Pick<HandWish, 'owners'> & {
    named: readonly string[]
    deliveries: readonly Delivery[]
  },
): Promise<Wanted> {
  const whole = (channel: string) => ({channel, owner: null, recipient: null})
  if (named.length > 0) return {audiences: [...new Set(named)].map(whole), left: []}
  const now = await reviewNow(ports, run)
  if (owners.length > 0) return onlyOf(owners, now.owners, run)
  const stored = deliveries.filter(({owner}) => owner === null).map(({channel}) => channel)
  return {
    audiences: [...[...new Set([...now.channels, ...stored])].map(whole), ...now.owners.audiences],
    left: now.owners.left,
  }
}

function onlyOf(names: readonly string[], {audiences, left}: Wanted, run: Run): Wanted {
  const isNamed = ({owner}: {owner: string | null}) => owner !== null && names.includes(owner)
  const missing = names.find(name => ![...audiences, ...left].some(({owner}) => owner === name))
  if (missing === undefined) return {audiences: audiences.filter(isNamed), left: left.filter(isNamed)}
  throw new RevschedError('not-found', `no owner called "${missing}" gets a digest of this run`, {
    hint: `who does: revsched deliver ${shellWord(run.id.slice(0, 8))} --dry-run`,
  })
}

/** By what the review says now: an address that was mended or taken away since the run counts. */
async function reviewNow(
  {store}: HandPorts,
  run: Run,
): Promise<{channels: readonly string[]; owners: Wanted}> {
  const nobody = {audiences: [], left: []}
  if (run.scheduledReviewId === null) return {channels: [], owners: nobody}
  const {deliveryChannels, ownerDigests} = await store.findReview(run.userId, run.scheduledReviewId)
  if (ownerDigests === null) return {channels: deliveryChannels, owners: nobody}
  const {channel} = ownerDigests
  const {summary, ownerEmails} = decodeAnalysis(await store.readAnalysis(run.id))
  const {targets, left} = ownerTargets(ownerDigests, {...summary, ...(ownerEmails && {ownerEmails})})
  return {
    channels: deliveryChannels,
    owners: {
      audiences: targets.map(target => ({channel, ...target})),
      left: left.map(one => ({channel, ...one})),
    },
  }
}

type Facts = {existing: Delivery | null; again: boolean; run: Run; channel: Channel | undefined}

/** Null for one that is to be sent. */
function whyNot(
  {channel: name, owner}: Audience,
  {existing, again, run, channel}: Facts,
): {reason: string; hint?: string} | null {
  if (!channel) return {reason: 'there is no such channel any more'}
  if (channel.disabledReason !== null)
    return {
      reason: `the channel is disabled: ${channel.disabledReason}`,
      hint: `a test that goes well enables it again: revsched channel test ${shellWord(name)}`,
    }
  if (existing?.status === 'sending') return {reason: 'it is being sent now'}
  if (again || !existing) return null
  const whom = owner === null ? `--channel ${shellWord(name)}` : `--owner ${shellWord(owner)}`
  const hint = `once more, marked as a repeat: revsched deliver ${shellWord(run.id.slice(0, 8))} ${whom} --again`
  if (existing.status === 'sent') return {reason: 'it was delivered already', hint}
  if (existing.status === 'unknown') return {reason: 'it may have been delivered already', hint}
  return null
}

/** Where nothing is to be sent: why, by the first. */
export function nothingToSend(run: Run, {left}: HandPlan): RevschedError {
  const ref = run.id.slice(0, 8)
  const first = left.find(({hint}) => hint !== undefined) ?? left[0]
  if (first) {
    const whose = first.owner === null ? '' : ` for ${first.owner}`
    const message = `nothing is to be sent to "${first.channel}"${whose}: ${first.reason}`
    return new RevschedError('conflict', message, first.hint === undefined ? {} : {hint: first.hint})
  }
  return new RevschedError('usage', `run ${ref} of "${run.reviewName}" goes to no channel`, {
    hint: `name one: revsched deliver ${shellWord(ref)} --channel <name>; revsched channel list shows them`,
  })
}
