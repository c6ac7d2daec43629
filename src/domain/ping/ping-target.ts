import {parseSecretUrl} from '../network/secret-url.js'
import type {SecretPlace} from '../ports/secret-box.js'

/** Where the pings of a scheduled review go. Whoever knows the URL can ping, and so keep an alarm from being raised: a secret. */
export type PingTarget = {
  url: string
  /** The user allowed an address of this machine or of a network behind it. */
  isPrivateAllowed: boolean
}

/** Throws `usage` without the URL in it. What a name stands for is looked up, and checked, at each ping. */
export function parsePingTarget(text: string, {isPrivateAllowed}: {isPrivateAllowed: boolean}): PingTarget {
  const words = {called: 'the ping URL', example: 'https://hc-ping.com/<uuid>'}
  return {url: parseSecretUrl(text, {...words, isPrivateAllowed}), isPrivateAllowed}
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
