import type {ClientRequest} from 'node:http'
import {HttpsProxyAgent} from 'https-proxy-agent'
import {getProxyForUrl} from 'proxy-from-env'
import {RevschedError} from '../domain/errors.js'

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1]

/** What a request gives its agent: where it is aborted, so is a connection to the proxy that is not made yet. */
export type UntilOption = {until: AbortSignal}

const hint = 'check HTTPS_PROXY, HTTP_PROXY and NO_PROXY in the environment of revsched'

/**
 * The proxy that the environment names for a URL, null for none: HTTPS_PROXY or HTTP_PROXY by the URL's scheme, ALL_PROXY where that
 * is not set, none for the hosts in NO_PROXY; lower case counts first. Throws `config` for one that cannot be used.
 */
export function proxyFor(url: string): URL | null {
  const named = getProxyForUrl(url)
  if (named === '') return null
  const bare = named.replace(/^https?:\/\//, '')
  // A proxy that was named without a scheme would get the one of the URL, and hardly any is spoken to with TLS.
  const text = bare !== named && isInEnvironment(bare) ? `http://${bare}` : named
  if (!URL.canParse(text)) throw unusable('is not a URL')
  const proxy = new URL(text)
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw unusable(`is of the kind "${proxy.protocol.replace(':', '')}", only http and https are known`)
  return proxy
}

function isInEnvironment(value: string): boolean {
  return ['http_proxy', 'https_proxy', 'all_proxy'].some(
    name => process.env[name] === value || process.env[name.toUpperCase()] === value,
  )
}

function unusable(what: string): RevschedError {
  return new RevschedError('config', `the proxy that the environment names ${what}`, {
    hint: `${hint}: a proxy looks like http://proxy.example:3128`,
  })
}

/**
 * Connections through a proxy, by CONNECT for http as for https. All that goes wrong up to the proxy's consent is the proxy's, and is
 * told with its name, never its password.
 */
export class ProxyTunnel extends HttpsProxyAgent<string> {
  constructor(proxy: URL, {keepAlive, idleMs}: {keepAlive: boolean; idleMs: number}) {
    super(proxy, {keepAlive, rejectUnauthorized: true})
    // The library keeps none of the options that it hands on.
    this.options.timeout = idleMs
  }

  override async connect(request: ClientRequest, options: ConnectOptions) {
    let status: number | undefined
    request.once('proxyConnect', ({statusCode}) => {
      status = statusCode
    })
    const {until} = options as ConnectOptions & UntilOption
    const attempt = new AbortController()
    const stop = () => attempt.abort()
    until.addEventListener('abort', stop, {once: true})
    try {
      // Read by the library before it waits for anything, so that each connection has its own signal.
      this.connectOpts = {...this.connectOpts, signal: attempt.signal}
      const socket = await super.connect(request, options)
      if (status === 200) return socket
      socket.destroy()
    } catch (error) {
      until.throwIfAborted()
      throw unreachable(this.proxy, error)
    } finally {
      until.removeEventListener('abort', stop)
    }
    throw refused(this.proxy, status)
  }
}

/** Codes only: the library's messages may hold more. */
function unreachable({host, protocol}: URL, error: unknown): RevschedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer'
  const isTls = protocol === 'https:' && /CERT|SSL|TLS|SIGNATURE/.test(code)
  return new RevschedError(isTls ? 'tls' : 'unreachable', `the proxy "${host}" cannot be reached (${code})`, {
    hint,
    canPass: !isTls,
  })
}

function refused({host}: URL, status: number | undefined): RevschedError {
  return new RevschedError('unreachable', `the proxy "${host}" refused the connection (status ${status})`, {
    hint: status === 407 ? 'HTTPS_PROXY=http://<user>:<password>@<host>:<port> gives it a password' : hint,
    canPass: status !== undefined && status >= 500,
  })
}
