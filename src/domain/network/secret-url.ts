import {isIP} from 'node:net'
import {RevschedError} from '../errors.js'
import {isAddressAllowed} from './address-kind.js'

type UrlRules = {
  /** How errors call it: `the ping URL`. */
  called: string
  /** What one looks like, for who gave none. */
  example: string
  /** The user allowed an address of this machine or of a network behind it. */
  isPrivateAllowed: boolean
}

const longestUrl = 2000

const allowPrivate =
  'http and private addresses, for a service of your own, are allowed by --allow-private-address'

/**
 * A URL that a user gives to be called, as it is called: whoever knows it can call it, too. Throws `usage` without the URL in it. What a
 * name stands for is looked up, and checked, at each call.
 */
export function parseSecretUrl(text: string, {called, example, isPrivateAllowed}: UrlRules): string {
  const refused = (what: string, hint?: string) =>
    new RevschedError('usage', `${called} ${what}`, hint === undefined ? {} : {hint})
  if (!URL.canParse(text)) throw refused('is not a URL', `it looks like ${example}`)
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
  return url.href
}

function isLocalName(hostname: string): boolean {
  return /(^|\.)localhost\.?$/i.test(hostname)
}

/** Fewer would leave a short key readable. */
const shownCharacters = 4
const leastPath = 12

/** What may be shown and logged: scheme and host, and the first characters of a path that is long enough to keep its secret. */
export function shownUrl({url}: {url: string}): string {
  const {origin, pathname} = new URL(url)
  const start = pathname.length > leastPath ? pathname.slice(1, 1 + shownCharacters) : ''
  return `${origin}/${start}…`
}
