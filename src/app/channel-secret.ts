import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import type {SecretBox, SecretPlace} from '../domain/ports/secret-box.js'

/** Where the secret of a channel is sealed to. */
export function channelPlace(id: string): SecretPlace {
  return {table: 'channels', id, field: 'secret'}
}

type Box = () => Promise<Pick<SecretBox, 'open'>>

/** Null for a channel that has none; the key is asked for by one that has. */
export async function openedSecret(
  box: Box,
  {id, sealed}: {id: string; sealed: Uint8Array | null},
): Promise<string | null> {
  return sealed === null ? null : (await box()).open(sealed, channelPlace(id))
}

/** What the driver made by itself of what a person gave, and that person needs to know; null for nothing. */
export function shownOnce(
  driver: ChannelDriver,
  {given, secret}: {given: string | null; secret: string | null},
): string | null {
  return given === null || secret === null ? null : (driver.shownOnce?.(given, secret) ?? null)
}

type Settings = Channel['settings']

/** Whether the secret that goes with some settings is another one than goes with those before. */
export function asksForAnother(driver: ChannelDriver, before: Settings, settings: Settings): boolean {
  return promptOf(driver, before) !== driver.secretPrompt(settings)
}

/** Null for settings that nobody can read: what goes with them is not known. */
function promptOf(driver: ChannelDriver, settings: Settings): string | null {
  try {
    return driver.secretPrompt(settings)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return null
  }
}

/** Why a stored secret cannot be used with other settings; null where it can. */
export function whyUnfit(driver: ChannelDriver, secret: string, settings: Settings): string | null {
  try {
    driver.parseSecret(driver.secretAsGiven?.(secret) ?? secret, settings)
    return null
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return `the stored secret does not go with these settings: ${error.message}`
  }
}
