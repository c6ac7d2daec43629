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
