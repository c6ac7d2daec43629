import {isDeepStrictEqual} from 'node:util'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import type {User} from '../../domain/user.js'
import type {DeclaredSetup, SetupProblem} from './declared-setup.js'
import type {Outcomes} from './outcomes.js'
import {otherKind, pruneProblems, secretLacking} from './plan-problems.js'
import {reviewChange} from './review-change.js'
import type {ChannelChange, ConnectionChange, SetupPlan} from './setup-plan.js'

/** What is stored of one user. */
export type StoredSetup = {
  connections: readonly CrmConnection[]
  channels: readonly Channel[]
  reviews: readonly ReviewListing[]
}

type Given = {
  actor: User
  declared: DeclaredSetup
  stored: StoredSetup
  outcomes: Outcomes
  /** Whether what is stored and not declared goes. */
  prunes: boolean
  now: Date
  nextId(): string
}

/** What has to be done for all to be as declared, and what stands in the way. Throws `forbidden` for who may not schedule. */
export function planSetup(given: Given): {plan: SetupPlan; problems: readonly SetupProblem[]} {
  const {declared, stored, outcomes, prunes} = given
  const problems: SetupProblem[] = prunes ? [...pruneProblems(declared, stored)] : []
  const connections = connectionChanges(given, problems)
  const channels = channelChanges(given, problems)
  const all = [
    ...stored.connections,
    ...connections.flatMap(change => ('after' in change ? [change.after] : [])),
  ]
  const reviews = declared.reviews.flatMap(one => {
    const before = named(stored.reviews, one.name)
    // Whoever read the declaration has seen that it is there.
    const connection = all.findLast(({name}) => name === one.connection)!
    const id = before?.id ?? given.nextId()
    return (
      reviewChange({...given, declared: one, before, connection, ping: outcomes.pings.get(one.name)!, id}) ??
      []
    )
  })
  const gone = <Item extends {name: string}>(wanted: readonly {name: string}[], items: readonly Item[]) =>
    prunes
      ? items.filter(({name}) => !named(wanted, name)).map(before => ({action: 'remove' as const, before}))
      : []
  const plan = {
    connections: [...connections, ...gone(declared.connections, stored.connections)],
    channels: [...channels, ...gone(declared.channels, stored.channels)],
    reviews: [...reviews, ...gone(declared.reviews, stored.reviews)],
    unchanged: {
      connections: declared.connections.length - connections.length,
      channels: declared.channels.length - channels.length,
      reviews: declared.reviews.length - reviews.length,
    },
    pausedByHand: declared.reviews
      .filter(({name, pause}) => pause === null && named(stored.reviews, name)?.isActive === false)
      .map(({name}) => name),
  }
  return {plan, problems}
}

function named<Item extends {name: string}>(items: readonly Item[], name: string): Item | undefined {
  return items.find(item => item.name === name)
}

function connectionChanges(
  {actor, declared, stored, outcomes, now, nextId}: Given,
  problems: SetupProblem[],
): ConnectionChange[] {
  return declared.connections.flatMap(({name, kind, settings}): ConnectionChange[] => {
    const before = named(stored.connections, name)
    if (before && before.kind !== kind) {
      problems.push(otherKind('connections', before))
      return []
    }
    const {change: secret, lacks, needsPerson, normal} = outcomes.connections.get(name)!
    if (lacks !== null)
      problems.push(
        secretLacking('connections', name, {
          message: `the connection "${name}" needs its ${lacks}`,
          prompt: lacks,
        }),
      )
    const needsLogin = needsPerson ? 'nobody has logged in yet' : null
    const checked = {kind, settings, lastCheckedAt: null, needsLogin}
    if (!before)
      return [
        {action: 'create', after: {id: nextId(), userId: actor.id, name, ...checked, createdAt: now}, secret},
      ]
    if (secret.kind !== 'kept' || !isDeepStrictEqual(normal, settings))
      return [{action: 'update', before, after: {...before, ...checked}, secret}]
    return []
  })
}

function channelChanges(
  {actor, declared, stored, outcomes, now, nextId}: Given,
  problems: SetupProblem[],
): ChannelChange[] {
  return declared.channels.flatMap(({name, kind, settings}): ChannelChange[] => {
    const before = named(stored.channels, name)
    if (before && before.kind !== kind) {
      problems.push(otherKind('channels', before))
      return []
    }
    const {change: secret, target, lacks, prompt, normal} = outcomes.channels.get(name)!
    if (lacks !== null)
      problems.push(secretLacking('channels', name, {message: `the channel "${name}": ${lacks}`, prompt}))
    const used = {kind, settings, target, disabledReason: null}
    if (!before)
      return [
        {action: 'create', after: {id: nextId(), userId: actor.id, name, ...used, createdAt: now}, secret},
      ]
    if (secret.kind !== 'kept' || !isDeepStrictEqual(normal, settings))
      return [{action: 'update', before, after: {...before, ...used}, secret}]
    return []
  })
}
