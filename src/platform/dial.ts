import {lookup as systemLookup} from 'node:dns'
import {connect, isIPv6, type Socket} from 'node:net'
import {RevschedError} from '../domain/errors.js'
import type {Dial, DialledPlace} from '../domain/ports/dial.js'
import {checkedLookup, isHostRefused, type Lookup} from './checked-lookup.js'

const connectTimeoutMs = 10_000

/** To one of the addresses of a name, before the next is tried; Node's 250 ms is less than a satellite takes. */
const addressTimeoutMs = 1000

/** What a test puts in the place of the world's. */
type World = {lookup?: Lookup; connectTimeoutMs?: number}

/** The proxy of the environment is for HTTP alone and is not asked. */
export function dialOf(world: World = {}): Dial {
  const {lookup, connectTimeoutMs: timeoutMs} = {lookup: systemLookup, connectTimeoutMs, ...world}
  return (place, signal) => {
    signal.throwIfAborted()
    const target = {url: urlOf(place), isPrivateAllowed: place.isPrivateAllowed}
    const refusal = () => notAllowed(place)
    if (isHostRefused(target)) throw refusal()
    const socket = connect({
      host: place.host,
      port: place.port,
      lookup: checkedLookup(target, lookup, refusal).lookup,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: addressTimeoutMs,
    })
    return connected(socket, {place, timeoutMs, signal})
  }
}

/** The scheme stands for whether it is encrypted: rules for addresses know no other (domain/network/address-kind.ts). */
function urlOf({host, port, isEncrypted}: DialledPlace): string {
  return `${isEncrypted ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

type Wait = {place: DialledPlace; timeoutMs: number; signal: AbortSignal}

async function connected(socket: Socket, {place, timeoutMs, signal}: Wait): Promise<Socket> {
  let stop = () => {}
  const timer = setTimeout(
    () => socket.destroy(unreachable(place, `no connection within ${timeoutMs / 1000} s`)),
    timeoutMs,
  )
  try {
    await new Promise<void>((resolve, reject) => {
      stop = () => reject(signal.reason)
      signal.addEventListener('abort', stop, {once: true})
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
    return socket
  } catch (error) {
    socket.on('error', () => undefined).destroy()
    signal.throwIfAborted()
    if (error instanceof RevschedError) throw error
    throw unreachable(place, error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    socket.removeAllListeners('error').removeAllListeners('connect')
  }
}

const mailPorts: ReadonlySet<number> = new Set([25, 465, 587, 2525])

function unreachable({host, port}: DialledPlace, why: string): RevschedError {
  const network = 'check the name and the port, and the network of this machine'
  return new RevschedError('unreachable', `"${host}" cannot be reached (${why})`, {
    hint: mailPorts.has(port) ? `${network}: many networks let no mail out but by port 587` : network,
    canPass: true,
  })
}

function notAllowed({host, isEncrypted}: DialledPlace): RevschedError {
  return new RevschedError('config', `"${host}" has an address that is not allowed`, {
    hint: isEncrypted
      ? 'a private address is allowed by --allow-private-address'
      : 'without encryption only a private address is connected to, and that by --allow-private-address',
  })
}
