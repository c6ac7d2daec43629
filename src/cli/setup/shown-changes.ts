import {isDeepStrictEqual} from 'node:util'
import type {Section} from '../../app/setup/declared-setup.js'
import type {ReviewChange, SecretChange, SetupPlan} from '../../app/setup/setup-plan.js'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import {shownUrl} from '../../domain/network/secret-url.js'
import {unpackedTarget} from '../../domain/ping/ping-target.js'
import type {CommandContext} from '../context.js'
import {channelEntry} from './channel-entry.js'
import {connectionEntry} from './connection-entry.js'
import {reviewDefaults} from './review-defaults.js'
import {reviewEntry, type ShownReview} from './review-entry.js'
import type {Entry, EntryValue} from './setup-entry.js'

/** Null where the default holds. Of a secret, only that there is one. */
type FieldChange = {key: string; before: EntryValue | null; after: EntryValue | null}

/** What becomes of one entry, in the words of the file. */
export type ShownChange = {
  section: Section
  name: string
  action: 'create' | 'update' | 'remove'
  fields: readonly FieldChange[]
}

/** A plan as people and scripts are shown it, without anything of a secret. */
export async function shownChanges(
  {connectorOf, channelDriver, config}: Pick<CommandContext, 'connectorOf' | 'channelDriver' | 'config'>,
  {connections, channels, reviews}: SetupPlan,
): Promise<ShownChange[]> {
  const shown: ShownChange[] = []
  for (const change of connections) {
    const secret = secretFields(change)
    const entryOf = async (one: CrmConnection) => connectionEntry(one, await connectorOf(one.kind))
    shown.push(await shownChange<CrmConnection>(change, {section: 'connections', entryOf, secret}))
  }
  for (const change of channels) {
    const secret = secretFields(change)
    const entryOf = async (one: Channel) => channelEntry(one, await channelDriver(one.kind))
    shown.push(await shownChange<Channel>(change, {section: 'channels', entryOf, secret}))
  }
  const defaults = reviewDefaults(config)
  for (const change of reviews) {
    const secret = pingFields(change)
    const entryOf = (one: ShownReview) => reviewEntry(one, defaults)
    shown.push(await shownChange<ShownReview>(change, {section: 'reviews', entryOf, secret}))
  }
  return shown
}

type AnyChange<Item> =
  | {action: 'create'; after: Item; secret: SecretChange}
  | {action: 'update'; before: Item; after: Item; secret: SecretChange}
  | {action: 'remove'; before: Item}

type Showing<Item> = {
  section: Section
  entryOf(item: Item): Entry | Promise<Entry>
  /** Of the secret, as far as it may be shown. */
  secret: readonly FieldChange[]
}

async function shownChange<Item extends {name: string}>(
  change: AnyChange<Item>,
  {section, entryOf, secret}: Showing<Item>,
): Promise<ShownChange> {
  const {action} = change
  const before = 'before' in change ? await entryOf(change.before) : {}
  const after = 'after' in change ? await entryOf(change.after) : {}
  const {name} = 'after' in change ? change.after : change.before
  return {section, name, action, fields: [...changedFields(before, after), ...secret]}
}

function changedFields(before: Entry, after: Entry): FieldChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...keys]
    .map(key => ({key, before: before[key] ?? null, after: after[key] ?? null}))
    .filter(change => !isDeepStrictEqual(change.before, change.after))
}

function secretFields(change: AnyChange<{name: string}>): FieldChange[] {
  if (change.action === 'remove' || change.secret.kind === 'kept') return []
  if (change.secret.kind === 'set') return [{key: 'secret', before: null, after: 'set'}]
  if (change.secret.kind === 'replaced') return [{key: 'secret', before: 'set', after: 'replaced'}]
  return change.action === 'create' ? [] : [{key: 'secret', before: 'set', after: null}]
}

/** As much of a ping URL as may be shown. */
function pingFields(change: ReviewChange): FieldChange[] {
  const before = 'before' in change ? (change.before.pingUrl?.shown ?? null) : null
  if (change.action === 'remove') return before === null ? [] : [{key: 'pingUrl', before, after: null}]
  if (change.secret.kind === 'kept') return []
  const after = 'text' in change.secret ? shownUrl(unpackedTarget(change.secret.text)) : null
  return [{key: 'pingUrl', before, after: after === before ? `${after} (another one)` : after}]
}
