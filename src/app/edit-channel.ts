import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import {asksForAnother, channelPlace, shownOnce, whyUnfit} from './channel-secret.js'
import {sealSecret} from './seal-secret.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Ports = {
  channels: Pick<ChannelStore, 'channelSecret' | 'updateChannel'>
  secrets: Pick<SecretStore, 'listSecrets'>
  driver: ChannelDriver
  box: () => Promise<SecretBox>
}

type Edit = {
  channel: Channel
  /** The settings from then on, not checked yet. */
  settings: Channel['settings']
  /** Asks for a new secret, in the words of the prompt; null for who keeps the stored one. */
  secretFor: ((prompt: string) => Promise<string>) | null
}

/** Null for none. `given` is what a person gave of it just now; null where the stored one stays. */
type Secret = {secret: string | null; given: string | null}

/**
 * Changes where a channel leads; what waits for it goes there. A stored secret never goes elsewhere than where it was given for: settings
 * that lead there are refused without a new one. `shownOnce` is what the driver made by itself and a person needs to know; null for nothing.
 */
export async function editChannel(
  ports: Ports,
  edit: Edit,
): Promise<{channel: Channel; shownOnce: string | null}> {
  const {channels, secrets, driver, box} = ports
  const {channel: expected} = edit
  const settings = driver.parseSettings(edit.settings)
  const {secret, given} = await secretFor(ports, {...edit, settings})
  const target = driver.targetOf(settings, secret)
  const channel = {...expected, settings, target, disabledReason: null}
  if (secret === null) await channels.updateChannel(channel, {expected, secret: null})
  else if (given === null) await channels.updateChannel(channel, {expected})
  else
    await untilNobodyWasFaster(async () => {
      const sealed = await sealSecret({secrets, box: await box()}, secret, channelPlace(channel.id))
      await channels.updateChannel(channel, {expected, secret: sealed})
    })
  return {channel, shownOnce: shownOnce(driver, {given, secret})}
}

async function secretFor(ports: Ports, {channel, settings, secretFor: ask}: Edit): Promise<Secret> {
  const {driver} = ports
  const prompt = driver.secretPrompt(settings)
  if (prompt === null) {
    if (ask === null) return {secret: null, given: null}
    throw new RevschedError('usage', 'a channel with these settings has no secret', {
      hint: 'leave out --secret-stdin',
    })
  }
  if (ask === null) return {secret: await keptSecret(ports, {channel, settings, prompt}), given: null}
  const given = await ask(prompt)
  return {secret: driver.parseSecret(given, settings), given}
}

type Kept = Pick<Edit, 'channel' | 'settings'> & {prompt: string}

/** The stored one, if it goes with the settings. */
async function keptSecret(
  {channels, driver, box}: Ports,
  {channel: {id, settings: before}, settings, prompt}: Kept,
): Promise<string> {
  const sealed = await channels.channelSecret(id)
  if (sealed === null || asksForAnother(driver, before, settings))
    throw new RevschedError('usage', 'with these settings the channel needs another secret', {
      hint: `add --secret-stdin, and give it: ${prompt}`,
    })
  const secret = await (await box()).open(sealed, channelPlace(id))
  const problem = whyUnfit(driver, secret, settings)
  if (problem !== null)
    throw new RevschedError('usage', problem, {
      hint: `add --secret-stdin, and give another one: ${prompt}`,
    })
  return secret
}
