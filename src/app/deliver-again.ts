import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {User} from '../domain/user.js'
import {type HandPorts, type HandWish, nothingToSend, planHandDelivery} from './plan-hand-delivery.js'

/** What a person asks for by hand is of use for as long as what a schedule sends. */
const expiresAfterMs = 24 * 3_600_000

/**
 * Puts into the outbox what a person wants to be sent of a run: to those who have not got it, and with `again` to those who have. Throws
 * `conflict` where there is nothing to send. Returns the ids of what is sent.
 */
export async function deliverAgain(
  ports: HandPorts & {clock: Clock; ids: Ids},
  actor: User,
  wish: HandWish,
): Promise<ReadonlySet<string>> {
  const {store, clock, ids} = ports
  const {run} = wish
  const plan = await planHandDelivery(ports, actor, wish)
  if (plan.added.length + plan.again.length === 0) throw nothingToSend(run, plan)
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + expiresAfterMs)
  const added = plan.added.map(({from: _, ...audience}) => ({
    ...audience,
    id: ids.next(),
    skippedReason: null,
    expiresAt,
  }))
  const again = plan.again.map(({id}) => id)
  await store.sendAgain({runId: run.id, added, again, now, expiresAt})
  return new Set([...added.map(({id}) => id), ...again])
}
