import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import {channelPlace, shownOnce} from './channel-secret.js'
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
  if (sealed === null || promptOf(driver, before) !== prompt)
    throw new RevschedError('usage', 'with these settings the channel needs another secret', {
      hint: `add --secret-stdin, and give it: ${prompt}`,
    })
  const secret = await (await box()).open(sealed, channelPlace(id))
  try {
    driver.parseSecret(driver.secretAsGiven?.(secret) ?? secret, settings)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    throw new RevschedError('usage', `the stored secret does not go with these settings: ${error.message}`, {
      hint: `add --secret-stdin, and give another one: ${prompt}`,
      cause: error,
    })
  }
  return secret
}

/** Null for settings that nobody can read: what goes with them is not known. */
function promptOf(driver: ChannelDriver, settings: Channel['settings']): string | null {
  try {
    return driver.secretPrompt(settings)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return null
  }
}
