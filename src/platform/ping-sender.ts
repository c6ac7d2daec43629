import {type LookupAddress, type LookupOptions, lookup as systemLookup} from 'node:dns'
import {type ClientRequest, request as httpRequest, type RequestOptions} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {isIP, type LookupFunction} from 'node:net'
import {RevschedError} from '../domain/errors.js'
import {isAddressAllowed} from '../domain/network/address-kind.js'
import type {PingTarget} from '../domain/ping/ping-target.js'
import type {PingSender} from '../domain/ports/ping-sender.js'

/** `dns.lookup` asked for all addresses. */
type Lookup = (
  hostname: string,
  options: LookupOptions & {all: true},
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** A connection for each ping: one that is kept would keep the process, and be checked only once. */
export function pingSender(version: string, lookup: Lookup = systemLookup): PingSender {
  return async ({body, ...target}, signal) => {
    signal.throwIfAborted()
    const address = new URL(target.url).hostname.replace(/^\[|\]$/g, '')
    // An address is connected to without looking anything up.
    if (isIP(address) && !isAllowed(address, target)) throw notAllowed()
    const names = checkedLookup(target, lookup)
    try {
      const headers = {
        'user-agent': `revsched/${version}`,
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      }
      const request = opened(target.url, {
        method: 'POST',
        agent: false,
        signal,
        headers,
        lookup: names.lookup,
      })
      return await answerOf(request, body)
    } catch (error) {
      signal.throwIfAborted()
      throw error instanceof RevschedError ? error : failed(error)
    } finally {
      await names.settled()
    }
  }
}

function opened(url: string, options: RequestOptions): ClientRequest {
  return url.startsWith('https:') ? httpsRequest(url, options) : httpRequest(url, options)
}

/** Nothing is asked of the answer but its status: the rest, of any length, is not waited for. */
function answerOf(request: ClientRequest, body: string): Promise<{status: number}> {
  return new Promise((resolve, reject) => {
    request.on('response', response => {
      response.on('error', () => undefined)
      resolve({status: response.statusCode ?? 0})
      response.destroy()
    })
    request.on('error', reject)
    request.end(body)
  })
}

/**
 * Connects only where every address of the name is allowed: it is checked what the connection then goes to, not what the name
 * stood for earlier. A look-up cannot be ended, so `settled` waits for it.
 */
function checkedLookup(target: PingTarget, lookup: Lookup) {
  let looking = Promise.resolve()
  const checked: LookupFunction = (hostname, options, callback) => {
    looking = new Promise(done => {
      lookup(hostname, {...options, all: true}, (error, addresses) => {
        done()
        if (error) return callback(error, [])
        const [first] = addresses
        if (!first || addresses.some(({address}) => !isAllowed(address, target)))
          return callback(notAllowed(), [])
        if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
    })
  }
  return {lookup: checked, settled: () => looking}
}

function isAllowed(address: string, {url, isPrivateAllowed}: PingTarget): boolean {
  return isAddressAllowed(address, {protocol: new URL(url).protocol, isPrivateAllowed})
}

function notAllowed(): RevschedError {
  return new RevschedError('delivery-failed', 'its host has an address that is not allowed', {
    hint: 'a private address is allowed by --allow-private-address; http goes to private addresses only',
  })
}

/** Codes only: what libraries write into their messages may be the URL. */
function failed(error: unknown): RevschedError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new RevschedError('delivery-failed', `the connection failed (${code})`, {canPass: true})
}
