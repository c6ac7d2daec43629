import {isIP} from 'node:net'
import {RevschedError} from '../errors.js'
import {isAddressAllowed} from '../network/address-kind.js'
import type {SecretPlace} from '../ports/secret-box.js'

/** Where the pings of a scheduled review go. Whoever knows the URL can ping, and so keep an alarm from being raised: a secret. */
export type PingTarget = {
  url: string
  /** The user allowed an address of this machine or of a network behind it. */
  isPrivateAllowed: boolean
}

const longestUrl = 2000

/** Throws `usage` without the URL in it. What a name stands for is looked up, and checked, at each ping. */
export function parsePingTarget(text: string, {isPrivateAllowed}: {isPrivateAllowed: boolean}): PingTarget {
  if (!URL.canParse(text)) throw refused('is not a URL', 'it looks like https://hc-ping.com/<uuid>')
  const url = new URL(text)
  const {protocol, hostname, username, password} = url
  if (text.length > longestUrl) throw refused(`is longer than ${longestUrl} characters`)
  if (username || password)
    throw refused('holds a user name or password', 'put the key into the path or query')
  if (protocol !== 'https:' && !(protocol === 'http:' && isPrivateAllowed))
    throw refused('does not begin with https://', allowPrivate)
  const address = hostname.replace(/^\[|\]$/g, '')
  const isRefused = isIP(address)
    ? !isAddressAllowed(address, {protocol, isPrivateAllowed})
    : isLocalName(hostname) && !isPrivateAllowed
  if (isRefused) throw refused('does not lead to a public address', allowPrivate)
  url.hash = ''
  return {url: url.href, isPrivateAllowed}
}

const allowPrivate =
  'http and private addresses, for a service of your own, are allowed by --allow-private-address'

function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname)
}

function refused(what: string, hint?: string): RevschedError {
  return new RevschedError('usage', `the ping URL ${what}`, hint === undefined ? {} : {hint})
}

/** Fewer would leave a short key readable. */
const shownCharacters = 4
const leastPath = 12

/** What may be shown and logged: scheme and host, and the first characters of a path that is long enough to keep its secret. */
export function shownUrl({url}: Pick<PingTarget, 'url'>): string {
  const {origin, pathname} = new URL(url)
  const start = pathname.length > leastPath ? pathname.slice(1, 1 + shownCharacters) : ''
  return `${origin}/${start}…`
}

/** The text that is sealed: the permission belongs to the URL that it was given for. */
export function packedTarget({url, isPrivateAllowed}: PingTarget): string {
  return JSON.stringify({url, isPrivateAllowed})
}

export function unpackedTarget(text: string): PingTarget {
  const {url, isPrivateAllowed} = JSON.parse(text)
  return {url: String(url), isPrivateAllowed: isPrivateAllowed === true}
}

export function pingPlace(reviewId: string): SecretPlace {
  return {table: 'scheduled_reviews', id: reviewId, field: 'ping_url'}
}
