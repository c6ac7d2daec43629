import * as z from 'zod/mini'
import {scheduleDefaults} from '../../app/add-scheduled-review.js'
import {refuseForeignCondition} from '../../app/foreign-condition.js'
import {planSchedule, type SchedulePlan} from '../../app/plan-schedule.js'
import type {DeclaredReview} from '../../app/setup/declared-setup.js'
import {variableReference} from '../../app/setup/variable-reference.js'
import type {TextNode} from '../../config/text-tree.js'
import type {CrmConnection} from '../../domain/crm-connection.js'
import {RevschedError} from '../../domain/errors.js'
import {type PingTarget, parsePingTarget} from '../../domain/ping/ping-target.js'
import {didYouMean} from '../../domain/ref.js'
import {refuseEmptyRange} from '../../domain/review/stored-filter.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {deliveryInput, givenDelivery} from '../delivery-flags.js'
import {checkCondition} from '../filter-flags.js'
import {rulesetName} from '../load-ruleset.js'
import type {ChannelOf} from '../owner-digest-flags.js'
import {pingInput} from '../ping-flags.js'
import {givenSettings, scheduleInput} from '../schedule-flags.js'
import {readEntry} from './read-entry.js'
import {readSecret} from './read-secret.js'
import type {Reading} from './read-setup.js'
import {type Entry, flagInput, plain} from './setup-entry.js'
import {reviewKeys} from './setup-keys.js'
import {about, childOf, missing} from './setup-problems.js'

const input = z.strictObject({...scheduleInput, ...deliveryInput, ...pingInput})

export type KnownConnection = Pick<CrmConnection, 'kind' | 'name'>
export type KnownChannel = Awaited<ReturnType<ChannelOf>>

/** What a review may name: what the file has, and what is stored. Null for what is wrong, of which is told already. */
export type Known = {
  connections: ReadonlyMap<string, KnownConnection | null>
  channels: ReadonlyMap<string, KnownChannel | null>
}

/** A review of which nothing is wrong, and when it would run. */
export type ReadReview = {review: DeclaredReview; plan: SchedulePlan}

/** Null for one that is wrong, which is noted. */
export async function readReview(
  reading: Reading,
  {name, node}: {name: string; node: TextNode},
  known: Known,
): Promise<ReadReview | null> {
  const {problems} = reading
  const given = readEntry(node, {settings: reviewKeys, others: ['pingUrl', 'paused']}, problems)
  if (given === null) return null
  const settings = await problems.attempt(node, given, entry => settingsOf(reading, entry, known))
  const ping = await problems.attempt(node, given, entry =>
    about('pingUrl', () => pingOf(reading, node, entry)),
  )
  const pause = await problems.attempt(node, given, () => about('paused', () => ({pause: pauseOf(node)})))
  if (settings === null || ping === null || pause === null) return null
  return {review: {...settings.review, name, ...ping, ...pause}, plan: settings.plan}
}

async function settingsOf(
  {context, folder, checkRules}: Reading,
  entry: Entry,
  {connections, channels}: Known,
) {
  const {clock, config, host} = context
  const given = flagInput(input, reviewKeys, entry)
  const {connection = '', schedule = ''} = given
  if (connection === '') throw missing('connection', 'emea')
  if (schedule === '') throw missing('schedule', 'every monday at 6am')
  const source = await about('connection', () => found(connections, connection, 'connection'))
  const timezone = given.timezone ?? config.timezone.value ?? host.timeZone
  await about('timezone', () => parseTimeZone(timezone))
  const plan = await about('schedule', () => planSchedule(schedule, timezone, {from: clock.now(), count: 3}))
  const isOwn = given.rules !== undefined
  const ruleset = rulesetName(given.rules ?? config.ruleset.value, isOwn ? folder : host.cwd)
  await about('rules', () => checkRules(ruleset))
  await about('soql', () => checkCondition(context, given))
  const {filter = null, ...settings} = givenSettings(given, {cwd: folder})
  if (source) await about('soql', () => refuseForeignCondition(filter, source))
  refuseEmptyRange(filter)
  const delivery = await deliveryOf(entry, given, channels)
  const review = {...scheduleDefaults, description: null, ...settings, ...delivery}
  return {review: plain({...review, filter, connection, schedule, timezone, ruleset}), plan}
}

type Given = z.infer<typeof input>

/** A channel of which something is wrong is left out: of that is told where it stands. */
async function deliveryOf(entry: Entry, given: Given, channels: Known['channels']) {
  const isBroken = (name: string) => channels.get(name) === null
  const {ownerDigests, ownerAddresses, ...rest} = given
  const hasOwners = ownerDigests === undefined || !isBroken(ownerDigests)
  const owners = hasOwners ? {ownerDigests, ownerAddresses} : {ownerRecipient: [], ownerDomain: []}
  const channelOf: ChannelOf = name => {
    const key = [entry.channel].flat().includes(name) ? 'channel' : 'ownerDigests'
    return about(key, () => found(channels, name, 'channel')!)
  }
  const channel = given.channel.filter(name => !isBroken(name))
  return givenDelivery(channelOf, {...rest, ...owners, channel}, null)
}

/** Null for one that is wrong; throws `not-found` for one that there is not. */
function found<Item>(items: ReadonlyMap<string, Item | null>, name: string, noun: string): Item | null {
  const item = items.get(name)
  if (item !== undefined) return item
  throw new RevschedError(
    'not-found',
    `there is no ${noun} called "${name}", neither in the file nor stored`,
    {
      hint: didYouMean(name, [...items.keys()]) ?? `name it under ${noun}s of the file`,
    },
  )
}

async function pingOf(
  {context, folder}: Reading,
  node: TextNode,
  entry: Entry,
): Promise<{ping: PingTarget | null}> {
  const isPrivateAllowed = entry.allowPrivateAddress === true
  const child = childOf(node, 'pingUrl')
  if (child && child.value !== null)
    return {
      ping: parsePingTarget(await readSecret('pingUrl', child, {...context, folder}), {isPrivateAllowed}),
    }
  if (!isPrivateAllowed) return {ping: null}
  throw new RevschedError('usage', 'allowPrivateAddress is of the ping URL, and there is none', {
    hint: `leave it out, or give pingUrl: ${variableReference('PING_URL')}`,
  })
}

/** `true`, `false`, or why it is paused. */
function pauseOf(node: TextNode): DeclaredReview['pause'] {
  const {value = null} = childOf(node, 'paused') ?? {}
  if (value === null) return null
  if (typeof value !== 'string' || value.trim() === '')
    throw new RevschedError('usage', '"paused" takes true, false, or a reason', {
      hint: 'as paused: end of quarter',
    })
  if (value === 'true' || value === 'false') return {isPaused: value === 'true', reason: null}
  return {isPaused: true, reason: value}
}
