import {lookup as systemLookup} from 'node:dns'
import {type ClientRequest, request as httpRequest, type RequestOptions} from 'node:http'
import {request as httpsRequest} from 'node:https'
import {RevschedError} from '../domain/errors.js'
import type {PingSender} from '../domain/ports/ping-sender.js'
import {checkedLookup, isHostRefused, type Lookup} from './checked-lookup.js'
import {ProxyTunnel, proxyFor, type UntilOption} from './proxy-tunnel.js'

/** A connection for each ping: one that is kept would keep the process, and be checked only once. */
export function pingSender(version: string, lookup: Lookup = systemLookup): PingSender {
  return async ({body, ...target}, signal) => {
    signal.throwIfAborted()
    if (isHostRefused(target)) throw notAllowed()
    const names = checkedLookup(target, lookup, notAllowed)
    try {
      const headers = {
        'user-agent': `revsched/${version}`,
        'content-type': 'text/plain; charset=utf-8',
        'content-length': Buffer.byteLength(body),
      }
      const proxy = proxyFor(target.url)
      const request = opened(target.url, {
        method: 'POST',
        agent: proxy !== null && new ProxyTunnel(proxy, {keepAlive: false, idleMs: 0}),
        signal,
        until: signal,
        headers,
        lookup: names.lookup,
      })
      return await answerOf(request, body)
    } catch (error) {
      signal.throwIfAborted()
      throw failed(error)
    } finally {
      await names.settled()
    }
  }
}

function opened(url: string, options: RequestOptions & UntilOption): ClientRequest {
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

function notAllowed(): RevschedError {
  return new RevschedError('delivery-failed', 'its host has an address that is not allowed', {
    hint: 'a private address is allowed by --allow-private-address; http goes to private addresses only',
  })
}

/** Codes only: what libraries write into their messages may be the URL. */
function failed(error: unknown): RevschedError {
  if (error instanceof RevschedError) {
    const {code, message, hint, canPass} = error
    if (code === 'delivery-failed') return error
    return new RevschedError('delivery-failed', message, {canPass, ...(hint !== undefined && {hint})})
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new RevschedError('delivery-failed', `the connection failed (${code})`, {canPass: true})
}
