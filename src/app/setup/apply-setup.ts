import {RevschedError} from '../../domain/errors.js'
import type {Clock} from '../../domain/ports/clock.js'
import type {Ids} from '../../domain/ports/ids.js'
import type {Database} from '../../domain/ports/store.js'
import type {User} from '../../domain/user.js'
import {aloneAtLogin, type KeeperPorts} from '../secret-keepers.js'
import {untilNobodyWasFaster} from '../until-nobody-was-faster.js'
import type {DeclaredSetup, SetupProblem} from './declared-setup.js'
import {type OutcomePorts, outcomesOf} from './outcomes.js'
import {planSetup, type StoredSetup} from './plan-setup.js'
import {changesNothing, type SetupPlan} from './setup-plan.js'
import {setupWrites} from './setup-writes.js'

type Ports = Omit<OutcomePorts, 'store'> &
  Omit<KeeperPorts, 'store'> & {store: Database; clock: Clock; ids: Ids}

type Wish = {
  declared: DeclaredSetup
  /** Whether what is stored and not declared is removed. */
  prunes: boolean
  /** Nothing is written. */
  isDryRun: boolean
  signal: AbortSignal
}

export type Applied = {
  plan: SetupPlan
  /** With any, nothing was written. */
  problems: readonly SetupProblem[]
}

export async function storedSetup(store: Database, actor: User): Promise<StoredSetup> {
  const [connections, channels, reviews] = await Promise.all([
    store.listConnections(actor.id),
    store.listChannels(actor.id),
    store.listReviews(actor.id),
  ])
  return {connections, channels, reviews}
}

/** Makes all as it is declared, in one transaction or not at all. What is so already is not written. */
export function applySetup(ports: Ports, actor: User, wish: Wish): Promise<Applied> {
  return untilNobodyWasFaster(async () => {
    const {declared, prunes} = wish
    const stored = await storedSetup(ports.store, actor)
    const outcomes = await outcomesOf(ports, declared, stored)
    const now = ports.clock.now()
    const applied = planSetup({actor, declared, stored, outcomes, prunes, now, nextId: ports.ids.next})
    if (applied.problems.length === 0 && !wish.isDryRun && !changesNothing(applied.plan))
      await write(ports, actor, {plan: applied.plan, signal: wish.signal})
    return applied
  })
}

async function write(
  ports: Ports,
  actor: User,
  {plan, signal}: {plan: SetupPlan; signal: AbortSignal},
): Promise<void> {
  const writes = await setupWrites(ports, actor, plan)
  signal.throwIfAborted()
  const inOneStep = () => ports.store.writeSetup(writes).catch(error => Promise.reject(nothingApplied(error)))
  // A token that is being fetched with an old login is waited for, as where a single connection is edited. In the order of their ids:
  // two that apply at a time do not wait for each other.
  const ids = writes.connections.update
    .filter(({secret}) => secret !== undefined)
    .map(({connection}) => connection.id)
  const locked = [...ids]
    .sort()
    .reduceRight<() => Promise<void>>(
      (work, connectionId) => () => aloneAtLogin(ports, {connectionId, work, signal}),
      inOneStep,
    )
  await locked()
}

/** What each operation says of itself is true of all of them here. */
function nothingApplied(error: unknown): unknown {
  if (!(error instanceof RevschedError) || error.canPass) return error
  if (error.code !== 'conflict' && error.code !== 'not-found') return error
  return new RevschedError(error.code, `${error.message}; nothing was applied`, {
    hint: 'run the command again: it begins with what is stored by then',
    cause: error,
  })
}
