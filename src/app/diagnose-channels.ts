import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver, ChannelPorts} from '../domain/ports/channel-driver.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {DialledPlace} from '../domain/ports/dial.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import {openedSecret} from './channel-secret.js'
import type {Diagnosis} from './diagnose.js'

type Ports = {
  channels: ChannelStore
  driverOf(kind: Channel['kind']): Promise<ChannelDriver>
  box(): Promise<Pick<SecretBox, 'open'>>
  dial(): Promise<ChannelPorts['dial']>
  /** Requests go through a proxy, which is asked for no connection here. */
  hasProxy: boolean
  /** Throws where no file can be written into a folder. */
  checkFolder(path: string): Promise<void>
  signal: AbortSignal
}

/** Whether somebody is where each channel leads to. Nothing is sent: what they would say, `revsched channel test` tells. */
export async function diagnoseChannels(ports: Ports, actor: User): Promise<Diagnosis[]> {
  const all = await ports.channels.listChannels(actor.id)
  return Promise.all(all.map(channel => diagnosed(ports, channel)))
}

async function diagnosed(ports: Ports, channel: Channel): Promise<Diagnosis> {
  const {name, kind, target, settings, disabledReason} = channel
  const about = {group: 'channels', name} as const
  if (disabledReason !== null) {
    const fix = `mend it, then: revsched channel test ${shellWord(name)}`
    return {...about, isOk: false, detail: `disabled: ${disabledReason}`, fix}
  }
  const driver = await ports.driverOf(kind)
  try {
    driver.parseSettings(settings)
  } catch (error) {
    const fix = `give all of its settings anew: revsched channel edit ${shellWord(name)} --help tells which there are`
    return {...about, isOk: false, detail: problemOf(error).message, fix}
  }
  try {
    const note = await reached(ports, channel, driver)
    return {...about, isOk: true, detail: `${kind} to ${target}${note}`, fix: null}
  } catch (error) {
    ports.signal.throwIfAborted()
    const {message, hint} = problemOf(error)
    const edit = `revsched channel edit ${shellWord(name)} changes where it leads`
    const steps = `${edit}, revsched channel test ${shellWord(name)} tries it`
    return {...about, isOk: false, detail: message, fix: hint === undefined ? steps : `${hint}; ${steps}`}
  }
}

/** What was not looked at, in words; throws where nobody is there. */
async function reached(ports: Ports, channel: Channel, driver: ChannelDriver): Promise<string> {
  const {id, kind, settings} = channel
  if (driver.placeOf === undefined) {
    await ports.checkFolder(String(settings.folder))
    return ''
  }
  if (ports.hasProxy && kind !== 'email') return '; not tried, as a proxy is in between'
  const sealed = await ports.channels.channelSecret(id)
  const place = driver.placeOf(settings, await openedSecret(ports.box, {id, sealed}))
  if (place !== null) await connected(await ports.dial(), place, ports.signal)
  return ''
}

async function connected(
  dial: ChannelPorts['dial'],
  place: DialledPlace,
  signal: AbortSignal,
): Promise<void> {
  const socket = await dial(place, signal)
  socket.on('error', () => undefined).destroy()
}

function problemOf(error: unknown): RevschedError {
  if (error instanceof RevschedError) return error
  throw error
}
