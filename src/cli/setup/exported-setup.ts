import type {StoredSetup} from '../../app/setup/plan-setup.js'
import {variableReference} from '../../app/setup/variable-reference.js'
import {yamlText} from '../../config/yaml-text.js'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import {pingPlace, unpackedTarget} from '../../domain/ping/ping-target.js'
import type {ReviewListing} from '../../domain/ports/store.js'
import {describeCron} from '../../domain/schedule/describe-cron.js'
import {shellWord} from '../../domain/shell-word.js'
import type {CommandContext} from '../context.js'
import {channelEntry} from './channel-entry.js'
import {connectionEntry} from './connection-entry.js'
import {reviewDefaults} from './review-defaults.js'
import {reviewEntry} from './review-entry.js'
import {type Entry, type EntryValue, isList} from './setup-entry.js'
import {channelKeys, connectionKeys, reviewKeys, type SetupKey} from './setup-keys.js'

type Context = Pick<CommandContext, 'connectorOf' | 'channelDriver' | 'config' | 'secretBox'>

type Comments = {path: readonly string[]; text: string}[]

const header = ` yaml-language-server: $schema=https://unpkg.com/revsched/docs/setup.schema.json

 Connections, channels and scheduled reviews of revsched. What is left out is as by default.
 revsched apply -f <this file> --dry-run shows what it would change. Secrets are read from the variables named here.`

/** What is stored as a setup file that would change nothing, and the variables that it needs. */
export async function exportedSetup(
  context: Context,
  stored: StoredSetup,
): Promise<{text: string; variables: readonly string[]}> {
  const exporting: Exporting = {context, comments: [], variables: new Set()}
  const content = {
    version: 1,
    ...(await section('connections', stored.connections, one => connectionPart(exporting, one))),
    ...(await section('channels', stored.channels, one => channelPart(exporting, one))),
    ...(await section('reviews', stored.reviews, one => reviewPart(exporting, one))),
  }
  return {text: yamlText(content, {header, ...exporting}), variables: [...exporting.variables]}
}

type Exporting = {context: Context; comments: Comments; variables: Set<string>}

type Part = Readonly<Record<string, unknown>>

async function section<Item extends {name: string}>(
  name: string,
  items: readonly Item[],
  part: (item: Item) => Promise<Part>,
): Promise<Record<string, unknown>> {
  // An object would put names that look like numbers first.
  const entries = new Map<string, Part>()
  for (const item of items) entries.set(item.name, await part(item))
  return entries.size === 0 ? {} : {[name]: entries}
}

async function connectionPart(
  {context, comments, variables}: Exporting,
  connection: CrmConnection,
): Promise<Part> {
  const {name, kind, settings} = connection
  const connector = await context.connectorOf(kind)
  const entry = natural(connectionEntry(connection, connector), connectionKeys(kind))
  if (connector.login?.usesBrowser(settings)) {
    const text = `log in once: revsched connection login ${shellWord(name)}`
    comments.push({path: ['connections', name, 'kind'], text})
    return entry
  }
  const wanted = connector.login?.wantedSecret(settings) ?? null
  if (wanted === null) return entry
  comments.push({path: ['connections', name, 'secret'], text: wanted.name})
  return {...entry, secret: reference(variables, kind, name)}
}

async function channelPart({context, comments, variables}: Exporting, channel: Channel): Promise<Part> {
  const {name, kind, settings} = channel
  const driver = await context.channelDriver(kind)
  const entry = natural(channelEntry(channel, driver), channelKeys(kind))
  const prompt = driver.secretPrompt(settings)
  if (prompt === null) return entry
  comments.push({path: ['channels', name, 'secret'], text: prompt})
  return {...entry, secret: reference(variables, kind, name)}
}

async function reviewPart({context, comments, variables}: Exporting, review: ReviewListing): Promise<Part> {
  const {id, name, schedule, pingUrl} = review
  const words = describeCron(schedule)
  if (words !== null) comments.push({path: ['reviews', name, 'schedule'], text: words})
  const entry = natural(reviewEntry(review, reviewDefaults(context.config)), reviewKeys)
  if (pingUrl === null) return entry
  comments.push({path: ['reviews', name, 'pingUrl'], text: pingUrl.shown})
  // The permission is sealed with the URL that it was given for.
  const box = await context.secretBox()
  const {isPrivateAllowed} = unpackedTarget(await box.open(pingUrl.sealed, pingPlace(id)))
  const url = {pingUrl: reference(variables, 'ping', name)}
  return {...entry, ...(isPrivateAllowed && {allowPrivateAddress: true}), ...url}
}

/** `REVSCHED_<KIND>_<NAME>`: of every name another one. */
function reference(variables: Set<string>, kind: string, name: string): string {
  const base = `REVSCHED_${kind}_${name}`
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/_+$/, '')
  let variable = base
  for (let count = 2; variables.has(variable); count++) variable = `${base}_${count}`
  variables.add(variable)
  return variableReference(variable)
}

/** As a person writes it: numbers without quotes, a list of one as the one. */
function natural(entry: Entry, keys: readonly SetupKey[]): Record<string, unknown> {
  const isNumber = (name: string) => keys.some(({key, form}) => key === name && form === 'number')
  const values = Object.entries(entry).map(([name, value]) => {
    const text = naturalValue(value)
    return [name, isNumber(name) && String(Number(text)) === text ? Number(text) : text]
  })
  return Object.fromEntries(values)
}

function naturalValue(value: EntryValue): unknown {
  if (isList(value)) return value.length === 1 ? value[0] : value
  return typeof value === 'object' ? new Map(Object.entries(value)) : value
}
