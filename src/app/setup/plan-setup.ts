import {isDeepStrictEqual} from 'node:util'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import type {User} from '../../domain/user.js'
import {byName} from '../names.js'
import {timingsFrom} from '../plan-schedule.js'
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
  const {actor, declared, stored, outcomes, prunes, now} = given
  const problems: SetupProblem[] = prunes ? [...pruneProblems(declared, stored)] : []
  const connections = connectionChanges(given, problems)
  const channels = channelChanges(given, problems)
  const all = [
    ...stored.connections,
    ...connections.flatMap(change => ('after' in change ? [change.after] : [])),
  ]
  const storedReview = byName(stored.reviews)
  const timingOf = timingsFrom(now)
  const reviews = declared.reviews.flatMap(one => {
    const before = storedReview(one.name)
    // Whoever read the declaration has seen that it is there.
    const connection = all.findLast(({name}) => name === one.connection)!
    const id = before?.id ?? given.nextId()
    const ping = outcomes.pings.get(one.name)!
    // Field by field: a file may declare a hundred thousand, and V8 is slow to copy all of an object.
    return reviewChange({actor, declared: one, before, connection, ping, timingOf, id, now}) ?? []
  })
  const gone = <Item extends {name: string}>(wanted: readonly {name: string}[], items: readonly Item[]) => {
    const isWanted = byName(wanted)
    return prunes
      ? items.filter(({name}) => !isWanted(name)).map(before => ({action: 'remove' as const, before}))
      : []
  }
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
      .filter(({name, pause}) => pause === null && storedReview(name)?.isActive === false)
      .map(({name}) => name),
  }
  return {plan, problems}
}

function connectionChanges(
  {actor, declared, stored, outcomes, now, nextId}: Given,
  problems: SetupProblem[],
): ConnectionChange[] {
  const storedConnection = byName(stored.connections)
  return declared.connections.flatMap(({name, kind, settings}): ConnectionChange[] => {
    const before = storedConnection(name)
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
  const storedChannel = byName(stored.channels)
  return declared.channels.flatMap(({name, kind, settings}): ChannelChange[] => {
    const before = storedChannel(name)
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
