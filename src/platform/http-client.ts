import {lookup as systemLookup} from 'node:dns'
import {Agent as HttpAgent, type RequestOptions} from 'node:http'
import {Agent as HttpsAgent} from 'node:https'
import type {SecureContextOptions} from 'node:tls'
import {RevschedError} from '../domain/errors.js'
import type {HttpAnswer, HttpClient, HttpClientOf, HttpRequest} from '../domain/ports/http-client.js'
import {checkedLookup, isHostRefused, type Lookup, oncePerName} from './checked-lookup.js'
import {exchange} from './http-exchange.js'
import {answerTimeout, connectTimeout} from './http-failure.js'
import {ProxyTunnel, proxyFor} from './proxy-tunnel.js'

/** Up to a connection on which a request can be sent, TLS and the proxy's consent included. */
const connectTimeoutMs = 10_000

/** A connection without use is closed before servers do it (5 s is common), so that no request is sent into a closing one. */
const idleMs = 4000

/** To one of the addresses of a name, before the next is tried; Node's 250 ms is less than a satellite takes. */
const addressTimeoutMs = 1000

/** Node's timers wrap around above. */
const longestTimerMs = 2 ** 31 - 1

/** What a test puts in the place of the world's. `ca` are the authorities that are trusted. */
type World = {lookup?: Lookup; connectTimeoutMs?: number; ca?: SecureContextOptions['ca']}

type Rules = Parameters<HttpClientOf>[0]
type Take = Parameters<HttpClient['stream']>[1]

/**
 * Calls over Node's own HTTP. A client keeps its connections for its next calls; they do not keep the process alive. The proxy of
 * the environment is used where it names one (`proxyFor`); what address a name stands for is then the proxy's to check.
 */
export function httpClientOf(version: string, world: World = {}): HttpClientOf {
  const settings = {
    version,
    connectTimeoutMs,
    ca: undefined,
    ...world,
    lookup: oncePerName(world.lookup ?? systemLookup),
  }
  return rules => {
    const connections = new Connections(rules, settings)
    const call = async (request: HttpRequest, signal: AbortSignal, take: Take | null) => {
      signal.throwIfAborted()
      const connection = connections.optionsFor(request.url)
      const proxy = connection.agent instanceof ProxyTunnel ? connection.agent.proxy.host : null
      return withinLimits({...request, ...settings, proxy, signal}, limits =>
        exchange(request, {...limits, connection, take}),
      )
    }
    return {
      send: (request, signal) => call(request, signal, null),
      stream: (request, take, signal) => call(request, signal, take),
      close: () => connections.close(),
    }
  }
}

/** How one client connects. Whether an address is allowed depends on the rules alone, so it holds for a kept connection as well. */
class Connections {
  readonly #rules: Rules
  readonly #settings: Required<World> & {version: string}
  readonly #http = new HttpAgent({keepAlive: true, timeout: idleMs})
  readonly #https = new HttpsAgent({keepAlive: true, timeout: idleMs})
  readonly #tunnels = new Map<string, ProxyTunnel>()

  constructor(rules: Rules, settings: Required<World> & {version: string}) {
    this.#rules = rules
    this.#settings = settings
  }

  optionsFor(url: string): RequestOptions {
    const target = {url, isPrivateAllowed: this.#rules.isPrivateAllowed}
    if (!URL.canParse(url)) throw new RevschedError('config', 'the address of the connection is not a URL')
    const {protocol, username, password, host} = new URL(url)
    if (protocol !== 'https:' && !(protocol === 'http:' && target.isPrivateAllowed)) throw notAllowed(host)
    if (username || password || isHostRefused(target)) throw notAllowed(host)
    const proxy = proxyFor(url)
    const {lookup} = checkedLookup(target, this.#settings.lookup, () => notAllowed(host))
    const options = {
      headers: {'user-agent': `revsched/${this.#settings.version}`},
      agent: proxy ? this.#tunnel(proxy) : protocol === 'https:' ? this.#https : this.#http,
      lookup,
      autoSelectFamilyAttemptTimeout: addressTimeoutMs,
      // Said here, neither NODE_TLS_REJECT_UNAUTHORIZED nor --tls-min-v1.0 weakens it.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ...(this.#settings.ca !== undefined && {ca: this.#settings.ca}),
    }
    return options
  }

  close(): void {
    for (const agent of [this.#http, this.#https, ...this.#tunnels.values()]) agent.destroy()
  }

  #tunnel(proxy: URL): ProxyTunnel {
    const known = this.#tunnels.get(proxy.href)
    if (known) return known
    const tunnel = new ProxyTunnel(proxy, {keepAlive: true, idleMs})
    this.#tunnels.set(proxy.href, tunnel)
    return tunnel
  }
}

type Limits = {
  url: string
  proxy: string | null
  deadlineMs: number
  connectTimeoutMs: number
  signal: AbortSignal
  onConnected?(): void
}

/** Settles at the deadline, at the connect timeout and when the signal is aborted, whatever `work` does then. */
async function withinLimits(
  {url, proxy, deadlineMs, connectTimeoutMs, signal, onConnected: onceConnected}: Limits,
  work: (limits: {until: AbortSignal; onConnected(): void}) => Promise<HttpAnswer>,
): Promise<HttpAnswer> {
  const {host} = new URL(url)
  const end = new AbortController()
  const timers = [
    setTimeout(() => end.abort(answerTimeout(host, deadlineMs)), Math.min(deadlineMs, longestTimerMs)),
    setTimeout(() => end.abort(connectTimeout(host, proxy, connectTimeoutMs)), connectTimeoutMs),
  ] as const
  const pass = () => end.abort(signal.reason)
  signal.addEventListener('abort', pass, {once: true})
  const ended = new Promise<never>((_, reject) => {
    end.signal.addEventListener('abort', () => reject(end.signal.reason), {once: true})
  })
  try {
    const onConnected = () => {
      clearTimeout(timers[1])
      onceConnected?.()
    }
    return await Promise.race([ended, work({until: end.signal, onConnected})])
  } finally {
    for (const timer of timers) clearTimeout(timer)
    signal.removeEventListener('abort', pass)
  }
}

function notAllowed(host: string): RevschedError {
  return new RevschedError('config', `"${host}" has an address that is not allowed`, {
    hint: 'https to a public address needs nothing; a private address, and http to it, is allowed by --allow-private-address',
  })
}
