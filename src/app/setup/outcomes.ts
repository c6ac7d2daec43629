import {isDeepStrictEqual} from 'node:util'
import type {CrmConnection} from '../../domain/crm-connection.js'
import type {Channel} from '../../domain/delivery/channel.js'
import {RevschedError} from '../../domain/errors.js'
import {packedTarget, pingPlace} from '../../domain/ping/ping-target.js'
import type {AccessStore} from '../../domain/ports/access-store.js'
import type {ChannelDriver} from '../../domain/ports/channel-driver.js'
import type {Connector} from '../../domain/ports/connector.js'
import type {ChannelStore} from '../../domain/ports/delivery-store.js'
import type {SecretBox} from '../../domain/ports/secret-box.js'
import type {SealedUrl} from '../../domain/scheduled-review.js'
import {openedSecret} from '../channel-secret.js'
import {byName} from '../names.js'
import {secretPlace} from '../secret-keepers.js'
import {type ChannelOutcome, channelOutcome} from './channel-outcome.js'
import {connectionSecret, type LoginOutcome} from './connection-secret.js'
import type {DeclaredChannel, DeclaredConnection, DeclaredReview, DeclaredSetup} from './declared-setup.js'
import type {StoredSetup} from './plan-setup.js'
import {isSameText} from './same-text.js'
import type {SecretChange} from './setup-plan.js'

export type OutcomePorts = {
  store: Pick<AccessStore, 'readLogin'> & Pick<ChannelStore, 'channelSecret'>
  box: () => Promise<SecretBox>
  connectorOf(kind: CrmConnection['kind']): Promise<Connector>
  driverOf(kind: Channel['kind']): Promise<ChannelDriver>
}

/** What is stored, as this version would store it: settings that came later have their defaults. Null for a new one. */
type Normal = {normal: Readonly<Record<string, unknown>> | null}

/** By name: what has to be looked at with a key, or by who knows the kind, so that the rest can be planned with plain values. */
export type Outcomes = {
  connections: ReadonlyMap<string, LoginOutcome & Normal>
  channels: ReadonlyMap<string, ChannelOutcome & Normal & {prompt: string}>
  pings: ReadonlyMap<string, SecretChange>
}

export async function outcomesOf(
  ports: OutcomePorts,
  declared: DeclaredSetup,
  stored: StoredSetup,
): Promise<Outcomes> {
  const connections = new Map<string, LoginOutcome & Normal>()
  for (const one of declared.connections)
    connections.set(one.name, await ofConnection(ports, one, sameOf(stored.connections, one)))
  const channels = new Map<string, ChannelOutcome & Normal & {prompt: string}>()
  for (const one of declared.channels)
    channels.set(one.name, await ofChannel(ports, one, sameOf(stored.channels, one)))
  const pings = new Map<string, SecretChange>()
  const storedReview = byName(stored.reviews)
  for (const one of declared.reviews)
    pings.set(one.name, await ofPing(ports, one, storedReview(one.name) ?? null))
  return {connections, channels, pings}
}

/** The stored one of that name, if it is of the same kind. */
function sameOf<Item extends {name: string; kind: string}>(
  items: readonly Item[],
  {name, kind}: {name: string; kind: string},
): Item | null {
  return items.find(item => item.name === name && item.kind === kind) ?? null
}

async function ofConnection(
  {store, box, connectorOf}: OutcomePorts,
  {kind, settings, secret: given}: DeclaredConnection,
  before: CrmConnection | null,
): Promise<LoginOutcome & Normal> {
  const connector = await connectorOf(kind)
  const {login} = connector
  if (before === null) return {...connectionSecret(login, {settings, given, before}), normal: null}
  const {sealed} = await store.readLogin(before.id)
  // Opened only to be compared: a key that is missing matters to nobody else.
  const opened = async (bytes: Uint8Array) => (await box()).open(bytes, secretPlace(before.id))
  const secret = sealed && (given === null ? 'not opened' : await opened(sealed))
  const outcome = connectionSecret(login, {settings, given, before: {settings: before.settings, secret}})
  return {...outcome, normal: normalOf(before.settings, connector)}
}

async function ofChannel(
  {store, box, driverOf}: OutcomePorts,
  {kind, settings, secret: given}: DeclaredChannel,
  before: Channel | null,
): Promise<ChannelOutcome & Normal & {prompt: string}> {
  const driver = await driverOf(kind)
  const prompt = driver.secretPrompt(settings) ?? ''
  if (before === null) return {...channelOutcome(driver, {settings, given, before}), prompt, normal: null}
  const normal = normalOf(before.settings, driver)
  // Without a need for the key: as it is.
  if (given === null && isDeepStrictEqual(normal, settings))
    return {change: {kind: 'kept'}, target: before.target, lacks: null, prompt, normal}
  const sealed = await store.channelSecret(before.id)
  const secret = await openedSecret(box, {id: before.id, sealed})
  const outcome = channelOutcome(driver, {settings, given, before: {settings: before.settings, secret}})
  return {...outcome, prompt, normal}
}

/** What nobody can read is as it is stored, and thus another one than any that is declared. */
function normalOf(
  settings: Readonly<Record<string, unknown>>,
  {parseSettings}: Pick<Connector | ChannelDriver, 'parseSettings'>,
): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(JSON.stringify(parseSettings(settings)))
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return settings
  }
}

const kept: SecretChange = {kind: 'kept'}
const none: SecretChange = {kind: 'none'}

async function ofPing(
  {box}: OutcomePorts,
  {ping}: DeclaredReview,
  before: {id: string; pingUrl: SealedUrl | null} | null,
): Promise<SecretChange> {
  const stored = before?.pingUrl ?? null
  if (ping === null) return stored === null ? kept : none
  const text = packedTarget(ping)
  if (stored === null || before === null) return {kind: 'set', text}
  const opened = await (await box()).open(stored.sealed, pingPlace(before.id))
  return isSameText(opened, text) ? {kind: 'kept'} : {kind: 'replaced', text}
}
