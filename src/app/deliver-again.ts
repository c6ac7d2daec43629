import type {Channel} from '../domain/delivery/channel.js'
import type {Delivery, DeliveryStatus} from '../domain/delivery/delivery.js'
import type {NewDelivery} from '../domain/delivery/plan-deliveries.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ChannelStore, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ReviewStore} from '../domain/ports/store.js'
import type {Run} from '../domain/run/run.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'

type Ports = {store: DeliveryStore & ChannelStore & Pick<ReviewStore, 'findReview'>; clock: Clock; ids: Ids}

type Wish = {
  run: Run
  /** Refs; none for those that the run has deliveries to, or else those that its review names now. */
  channels: readonly string[]
  /** Also those that have it, or may have it. */
  again: boolean
}

/** What a person asks for by hand is of use for as long as what a schedule sends. */
const expiresAfterMs = 24 * 3_600_000

const mayHaveArrived: readonly DeliveryStatus[] = ['sent', 'partial', 'unknown']

/**
 * Puts into the outbox what a person wants to be sent of a run: channels that have not got it, and what ended otherwise. Throws `conflict`
 * where there is nothing to send. Returns the ids of what is sent.
 */
export async function deliverAgain(
  ports: Ports,
  actor: User,
  {run, channels, again}: Wish,
): Promise<ReadonlySet<string>> {
  const {store, clock, ids} = ports
  const refs = channels.length > 0 ? channels : await ownChannels(store, run)
  const wanted = await Promise.all(refs.map(ref => store.findChannel(actor.id, ref)))
  for (const channel of wanted) refuseDisabled(channel)
  const usable = wanted.length > 0 ? wanted : (await store.listChannels(actor.id)).filter(isUsable)
  const existing = (await store.listDeliveries([run.id])).filter(({channelId}) =>
    usable.some(({id}) => id === channelId),
  )
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + expiresAfterMs)
  const added = wanted
    .filter(({id}) => !existing.some(({channelId}) => channelId === id))
    .map(({name}) => newDelivery(ids.next(), name, expiresAt))
  const repeated = existing.filter(({status}) => again || !mayHaveArrived.includes(status))
  if (added.length + repeated.length === 0) throw nothingToSend(run, existing)
  const ended = repeated.map(({id}) => id)
  await store.sendAgain({runId: run.id, added, again: ended, now, expiresAt})
  return new Set([...added.map(({id}) => id), ...ended])
}

/** None for a run that has deliveries: it is these that are sent. */
async function ownChannels(store: Ports['store'], run: Run): Promise<readonly string[]> {
  if (run.scheduledReviewId === null || (await store.listDeliveries([run.id])).length > 0) return []
  return (await store.findReview(run.userId, run.scheduledReviewId)).deliveryChannels
}

function newDelivery(id: string, channel: string, expiresAt: Date): NewDelivery {
  return {id, channel, owner: null, recipient: null, skippedReason: null, expiresAt}
}

function isUsable({disabledReason}: Channel): boolean {
  return disabledReason === null
}

function refuseDisabled({name, disabledReason}: Channel): void {
  if (disabledReason === null) return
  throw new RevschedError('conflict', `the channel "${name}" is disabled: ${disabledReason}`, {
    hint: `a test that goes well enables it again: revsched channel test ${shellWord(name)}`,
  })
}

function nothingToSend(run: Run, existing: readonly Delivery[]): RevschedError {
  const ref = run.id.slice(0, 8)
  const [first] = existing
  if (first)
    return new RevschedError(
      'conflict',
      `run ${ref} was delivered to ${first.kind} "${first.channel}" already (${first.status})`,
      {hint: `once more, marked as a repeat: revsched deliver ${shellWord(ref)} --again`},
    )
  return new RevschedError('usage', `run ${ref} of "${run.reviewName}" has no deliveries`, {
    hint: `name a channel: revsched deliver ${shellWord(ref)} --channel <name>; revsched channel list shows them`,
  })
}
