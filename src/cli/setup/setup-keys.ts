import type {ConnectionKind} from '../../domain/crm-connection.js'
import type {ChannelKind} from '../../domain/delivery/channel.js'
import {channelFlags, flagsOf} from '../channel-flags.js'
import type {FlagSpec} from '../command.js'
import {crmFlags, onlySalesforce} from '../crm-flags.js'
import {deliveryFlags} from '../delivery-flags.js'
import {sourceFlags} from '../file-flags.js'
import {fiscalYearFlag} from '../fiscal-year-flag.js'
import {pingFlags} from '../ping-flags.js'
import {newScheduleFlags} from '../schedule-flags.js'

/** How a value of the file becomes that of its flag. */
type Form =
  | 'text'
  | 'number'
  | 'switch'
  /** Of a flag that can be repeated. */
  | 'list'
  /** Of a flag whose value has commas. */
  | 'commas'
  /** Of a flag that can be repeated, with `=` or `:` in its values. */
  | 'pairs'

/** A setting of an entry: it has the name, the values and the words of a flag. */
export type SetupKey = {
  key: string
  /** As `--catch-up`. */
  flag: string
  form: Form
  /** What stands in its angle brackets, as `time`; empty for a switch. */
  takes: string
  describe: string
  choices: readonly string[] | null
}

/** Flags that are no settings: a file has `secret` and `pingUrl` instead, and no person who could log in. */
const notInFiles = ['--secret-stdin', '--ping-url-stdin']

export const reviewKeys: readonly SetupKey[] = keysOf([...newScheduleFlags, ...deliveryFlags, ...pingFlags])

const keysOfKinds: Readonly<Record<ConnectionKind, readonly SetupKey[]>> = {
  file: keysOf([...sourceFlags, fiscalYearFlag]),
  salesforce: keysOf(crmFlags),
  hubspot: keysOf([...crmFlags, fiscalYearFlag]).filter(
    ({key}) => !onlySalesforce.some(name => name === key),
  ),
}

export function connectionKeys(kind: ConnectionKind): readonly SetupKey[] {
  return keysOfKinds[kind]
}

export function channelKeys(kind: ChannelKind): readonly SetupKey[] {
  return keysOf(channelFlags).filter(({key}) => flagsOf[kind].some(name => name === key))
}

/** `--catch-up` -> `catchUp` */
export function keyOfFlag(flag: string): string {
  return flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function keysOf(flags: readonly FlagSpec[]): SetupKey[] {
  return flags
    .map(({syntax, describe, choices, isRepeatable = false}) => {
      const [flag = '', value = ''] = syntax.split(' ')
      const takes = value.replace(/[<>]/g, '')
      const form = formOf(takes, {isRepeatable})
      return {key: keyOfFlag(flag), flag, form, takes, describe, choices: choices ?? null}
    })
    .filter(({flag}) => !notInFiles.includes(flag))
}

function formOf(takes: string, {isRepeatable}: {isRepeatable: boolean}): Form {
  if (takes === '') return 'switch'
  if (isRepeatable) return takes.includes('=') || takes === 'header' ? 'pairs' : 'list'
  if (takes === 'list' || takes === 'stages') return 'commas'
  return ['n', 'number', 'month'].includes(takes) ? 'number' : 'text'
}
