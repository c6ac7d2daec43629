import type {Channel, ChannelKind} from '../domain/delivery/channel.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {User} from '../domain/user.js'
import {channelPlace, shownOnce} from './channel-secret.js'
import {checkedName} from './names.js'
import {sealSecret} from './seal-secret.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Ports = {
  channels: ChannelStore
  secrets: SecretStore
  driver: ChannelDriver
  box: () => Promise<SecretBox>
  clock: Clock
  ids: Ids
}

type NewChannel = {
  kind: ChannelKind
  name: string
  settings: Readonly<Record<string, unknown>>
  /** Asks for it, in the words of the prompt. */
  secretFor(prompt: string): Promise<string>
}

/** `shownOnce` is what the driver made by itself and a person needs to know; null for nothing. */
export async function addChannel(
  {channels, secrets, driver, box, clock, ids}: Ports,
  actor: User,
  wanted: NewChannel,
): Promise<{channel: Channel; shownOnce: string | null}> {
  const name = checkedName('channel', wanted.name)
  const settings = driver.parseSettings(wanted.settings)
  const prompt = driver.secretPrompt(settings)
  const given = prompt === null ? null : await wanted.secretFor(prompt)
  const secret = given === null ? null : driver.parseSecret(given, settings)
  const id = ids.next()
  const channel: Channel = {
    id,
    userId: actor.id,
    name,
    kind: wanted.kind,
    settings,
    target: driver.targetOf(settings, secret),
    disabledReason: null,
    createdAt: clock.now(),
  }
  await untilNobodyWasFaster(async () => {
    const sealed =
      secret === null ? null : await sealSecret({secrets, box: await box()}, secret, channelPlace(id))
    await channels.addChannel(channel, sealed)
  })
  return {channel, shownOnce: shownOnce(driver, {given, secret})}
}
