import * as z from 'zod/mini'
import type {Channel, ChannelKind} from '../../domain/delivery/channel.js'
import type {ChannelDriver} from '../../domain/ports/channel-driver.js'
import {channelInput, channelSettings, type FlagName, settingOf} from '../channel-flags.js'
import {type Entry, type EntryValue, flagInput, isList, smallestEntry} from './setup-entry.js'
import {channelKeys} from './setup-keys.js'

const input = z.strictObject(channelInput)

type Given = {kind: ChannelKind; entry: Entry; folder: string}

/** The settings that an entry gives, for the driver to check. */
export function channelSettingsOfEntry({kind, entry, folder}: Given): Record<string, unknown> {
  return channelSettings(kind, flagInput(input, channelKeys(kind), entry), folder)
}

/** What of a channel differs from the defaults of its kind. */
export function channelEntry(
  {kind, settings}: Pick<Channel, 'kind' | 'settings'>,
  {parseSettings}: Pick<ChannelDriver, 'parseSettings'>,
): Entry {
  const entries = channelKeys(kind).flatMap(({key}) => {
    const value = shownValue(settings[settingOf(key as FlagName)])
    return value === null ? [] : [[key, value] as const]
  })
  const meaning = (entry: Entry) => parseSettings(channelSettingsOfEntry({kind, entry, folder: '/'}))
  return {kind, ...smallestEntry(Object.fromEntries(entries), meaning)}
}

/** As it would be given; null for what is as if it were not. */
function shownValue(stored: unknown): EntryValue | null {
  if (stored === undefined || stored === null || stored === false) return null
  if (stored === true || isList(stored)) return stored
  if (typeof stored !== 'object') return String(stored)
  return isSender(stored) ? senderText(stored) : (stored as Readonly<Record<string, string>>)
}

type Sender = {name: string | null; address: string}

function isSender(stored: object): stored is Sender {
  return 'address' in stored && 'name' in stored
}

function senderText({name, address}: Sender): string {
  return name === null ? address : `${name} <${address}>`
}
