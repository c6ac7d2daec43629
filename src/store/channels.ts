import {isDeepStrictEqual} from 'node:util'
import type {Channel, ChannelKind} from '../domain/delivery/channel.js'
import {personalKind} from '../domain/delivery/digest-recipient.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import {resolveRef} from '../domain/ref.js'
import {shellWord} from '../domain/shell-word.js'
import {instantOf} from './instant.js'
import {jsonObject} from './json-object.js'
import {oneMoreIn} from './one-more.js'
import type {Session} from './session.js'
import {isUniqueViolation, keyReplaced} from './storage-error.js'

export type ChannelRow = {
  id: string
  user_id: string
  name: string
  kind: ChannelKind
  settings: string
  target: string
  disabled_reason: string | null
  created_at: number
}

export function channelOf(row: ChannelRow): Channel {
  return {
    id: row.id,
    userId: row.user_id,
    name: row.name,
    kind: row.kind,
    // Settings that cannot be read are empty, which their driver refuses in words.
    settings: jsonObject(row.settings) ?? {},
    target: row.target,
    disabledReason: row.disabled_reason,
    createdAt: instantOf(row.created_at) ?? new Date(0),
  }
}

export function channelStore(session: Session): ChannelStore {
  const list = async (userId: string) =>
    (await session.read(() => session.prepared<ChannelRow>(listing).all({userId}))).map(channelOf)
  return {
    async addChannel(channel, secret) {
      await session.write(() => insertChannel(session, channel, secret))
    },
    listChannels: list,
    findChannel: async (userId, ref) =>
      resolveRef(await list(userId), ref, {kind: 'channel', listCommand: 'revsched channel list'}),
    async channelSecret(id) {
      const row = await session.read(() => session.prepared<{secret: Uint8Array | null}>(secretOf).get({id}))
      return row?.secret ?? null
    },
    async updateChannel(channel, change) {
      await session.write(() => changeChannel(session, channel, change))
    },
    async removeChannel(userId, id) {
      await session.write(() => deleteChannel(session, {userId, id}))
    },
    async enableChannel(userId, id) {
      await session.write(() => session.prepared(enable).run({userId, id}))
    },
  }
}

// Each within a transaction of its caller.

export function insertChannel(session: Session, channel: Channel, secret: Uint8Array | null): void {
  const {settings, createdAt, ...texts} = channel
  refuseRetired(session, secret)
  try {
    const row = {...texts, settings: JSON.stringify(settings), secret, createdAt: createdAt.getTime()}
    session.prepared(insert).run(row)
  } catch (error) {
    throw nameTaken(error, channel.name)
  }
}

export function changeChannel(
  session: Session,
  channel: Channel,
  {expected, secret}: Parameters<ChannelStore['updateChannel']>[1],
): void {
  const {id, userId, name, settings, target} = channel
  const row = session.prepared<ChannelRow>(own).get({id, userId})
  if (!row) throw gone()
  const stored = channelOf(row)
  if (stored.target !== expected.target || !isDeepStrictEqual(stored.settings, expected.settings))
    throw overtaken(name)
  if (personalKind(stored) !== null && personalKind(channel) === null) refuseForOwners(session, channel)
  session.prepared(change).run({id, settings: JSON.stringify(settings), target})
  if (secret !== undefined) {
    refuseRetired(session, secret)
    session.prepared(storeSecret).run({id, secret})
  }
  session.prepared(redirect).run({id, target, now: session.clock.now().getTime()})
}

export function deleteChannel(session: Session, channel: {userId: string; id: string}): void {
  refuseUsed(session, channel)
  session.prepared(cancelOpen).run({id: channel.id})
  session.prepared(remove).run(channel)
}

/** Of other tables, triggers see to this: what is sealed with a key that was replaced meanwhile, nobody could open. */
function refuseRetired(session: Session, secret: Uint8Array | null): void {
  if (session.prepared(retiredKey).get({secret})) throw keyReplaced()
}

type ChannelUse = {name: string; isListed: number; others: string; isForOwners: number}

function refuseUsed(session: Session, channel: {userId: string; id: string}): void {
  const uses = session.prepared<ChannelUse>(usersOf).all(channel)
  const [first] = uses
  if (!first) return
  throw new RevschedError(
    'conflict',
    `the channel is used by ${uses.map(({name}) => `"${name}"`).join(', ')}`,
    {
      hint: `take it away there first: revsched edit ${shellWord(first.name)} ${flagsWithout(first)}`,
    },
  )
}

/** A channel that cannot send to single people any more would fail each of their digests, run by run. */
function refuseForOwners(session: Session, {userId, id, name}: Channel): void {
  const reviews = session
    .prepared<ChannelUse>(usersOf)
    .all({userId, id})
    .filter(({isForOwners}) => isForOwners)
  const [first] = reviews
  if (!first) return
  const digests = `owner digests of ${reviews.map(review => `"${review.name}"`).join(', ')}`
  throw new RevschedError(
    'conflict',
    `with these settings the channel "${name}" cannot send to single people, and it sends the ${digests}`,
    {
      hint: `first: revsched edit ${shellWord(first.name)} --owner-digests <another channel>, or --no-owner-digests`,
    },
  )
}

/** Those of `edit` after which the review goes to its other channels alone. */
function flagsWithout({isListed, others, isForOwners}: ChannelUse): string {
  const left = (JSON.parse(others) as string[]).map(name => `--channel ${shellWord(name)}`)
  return [
    ...(isListed ? [left.length > 0 ? left.join(' ') : '--no-channel'] : []),
    ...(isForOwners ? ['--no-owner-digests'] : []),
  ].join(' ')
}

function nameTaken(error: unknown, name: string): unknown {
  if (!isUniqueViolation(error)) return error
  return new RevschedError('conflict', `there is a channel called "${name}" already`, {
    hint: `choose another name, or change it: revsched channel edit ${shellWord(name)}`,
  })
}

function gone(): RevschedError {
  return new RevschedError('not-found', 'the channel was removed meanwhile', {hint: 'revsched channel list'})
}

function overtaken(name: string): RevschedError {
  return new RevschedError('conflict', `the channel "${name}" was changed meanwhile by somebody else`, {
    hint: 'look at it, and run the command again: revsched channel list',
  })
}

const listing = 'SELECT * FROM channels WHERE user_id = @userId ORDER BY name COLLATE NOCASE, name'

const insert = `INSERT INTO channels (id, user_id, name, kind, settings, secret, target, disabled_reason, created_at)
  VALUES (@id, @userId, @name, @kind, @settings, @secret, @target, @disabledReason, @createdAt)`

const secretOf = 'SELECT secret FROM channels WHERE id = @id'

// Bytes 2 to 5 name the key.
const retiredKey = 'SELECT 1 FROM retired_keys WHERE name = hex(substr(@secret, 2, 4))'

const own = 'SELECT * FROM channels WHERE id = @id AND user_id = @userId'

const change = `UPDATE channels SET settings = @settings, target = @target, disabled_reason = NULL, not_before = 0
  WHERE id = @id`

const storeSecret = 'UPDATE channels SET secret = @secret WHERE id = @id'

// Also one that is claimed, which would go to the old place: its sender finds no claim before anything leaves. One that is leaving is
// left alone.
export const redirect = `UPDATE deliveries SET target = @target, next_attempt_at = min(next_attempt_at, @now), lease_owner = NULL,
  lease_expires_at = NULL, fence = ${oneMoreIn('fence')}
  WHERE channel_id = @id AND status IN ('pending', 'sending') AND status = 'pending'`

const listed = `json_each(iif(json_valid(review.delivery_channels), review.delivery_channels, '[]'))`

const usersOf = `SELECT review.name, EXISTS (SELECT 1 FROM ${listed} WHERE value = channel.name) AS isListed,
    (SELECT json_group_array(value) FROM ${listed} WHERE value <> channel.name) AS others,
    iif(json_valid(review.owner_digests), review.owner_digests, '{}') ->> 'channel' IS channel.name AS isForOwners
  FROM scheduled_reviews AS review
  JOIN channels AS channel ON channel.id = @id AND channel.user_id = review.user_id
  WHERE review.user_id = @userId AND (isListed OR isForOwners)
  ORDER BY review.name`

// Also one that is being sent: its end finds no claim, and whether it arrived is not known any more.
const cancelOpen = `UPDATE deliveries SET status = iif(status = 'sending', 'unknown', 'cancelled'), next_attempt_at = NULL,
  last_error = 'its channel was removed', lease_owner = NULL, lease_expires_at = NULL, fence = ${oneMoreIn('fence')}
  WHERE channel_id = @id AND status IN ('pending', 'sending')`

const remove = 'DELETE FROM channels WHERE id = @id AND user_id = @userId'

const enable =
  'UPDATE channels SET disabled_reason = NULL, not_before = 0 WHERE id = @id AND user_id = @userId'
