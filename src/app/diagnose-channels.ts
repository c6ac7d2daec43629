import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import type {Diagnosis} from './diagnose.js'

type Ports = {channels: ChannelStore; driverOf(kind: Channel['kind']): Promise<ChannelDriver>}

/** Nothing is sent: what a channel would say, `revsched channel test` tells. */
export async function diagnoseChannels({channels, driverOf}: Ports, actor: User): Promise<Diagnosis[]> {
  const all = await channels.listChannels(actor.id)
  return Promise.all(all.map(async channel => diagnosed(channel, await driverOf(channel.kind))))
}

function diagnosed(
  {name, kind, target, settings, disabledReason}: Channel,
  driver: ChannelDriver,
): Diagnosis {
  const about = {group: 'channels', name} as const
  if (disabledReason !== null) {
    const fix = `mend it, then: revsched channel test ${shellWord(name)}`
    return {...about, isOk: false, detail: `disabled: ${disabledReason}`, fix}
  }
  try {
    driver.parseSettings(settings)
    return {...about, isOk: true, detail: `${kind} to ${target}`, fix: null}
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const fix = `give all of its settings anew: revsched channel edit ${shellWord(name)} --help tells which there are`
    return {...about, isOk: false, detail: error.message, fix}
  }
}
