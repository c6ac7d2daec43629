import {randomBytes} from 'node:crypto'
import {RevschedError} from '../domain/errors.js'
import {parseSecretUrl} from '../domain/network/secret-url.js'

/** `signingSecrets`: the one in use first, then those that receivers may still have. */
type WebhookSecret = {url: string; signingSecrets: readonly string[]}

const mostSigningSecrets = 4

/** By the specification, which wants them random. */
const leastSecretBytes = 24
const mostSecretBytes = 64
const secretPattern = /^whsec_([A-Za-z0-9+/]+={0,2})$/

/**
 * Reads a URL and `whsec_...` secrets in any order, apart by spaces or line breaks. A message that is not signed could be anybody's: where no
 * secret is given, one is made. Throws `usage` without any of it.
 */
export function parseWebhookSecret(
  given: string,
  {isPrivateAllowed}: {isPrivateAllowed: boolean},
): WebhookSecret {
  const parts = given.split(/\s+/).filter(part => part !== '')
  const [url = '', ...others] = parts.filter(part => !isSigningSecret(part))
  if (others.length > 0) throw refused('holds more than one URL and secrets that begin with whsec_')
  return {
    url: parseSecretUrl(url, {
      called: 'the webhook URL',
      example: 'https://you.example/hooks/<key>',
      isPrivateAllowed,
    }),
    signingSecrets: checkedSecrets(parts.filter(isSigningSecret)),
  }
}

export function unpackedWebhookSecret(stored: string): WebhookSecret {
  return JSON.parse(stored)
}

/** The signing secret that was made for what a person gave; null where they gave one. */
export function madeSecret(given: string, stored: string): string | null {
  if (given.split(/\s+/).some(isSigningSecret)) return null
  return unpackedWebhookSecret(stored).signingSecrets[0] ?? null
}

/** A URL alone leaves the secrets that sign its messages as they are: receivers have them. */
export function withStoredSecrets(given: string, stored: string): string {
  if (given.split(/\s+/).some(isSigningSecret)) return given
  return [given, ...unpackedWebhookSecret(stored).signingSecrets].join(' ')
}

function isSigningSecret(part: string): boolean {
  return part.startsWith('whsec_')
}

function checkedSecrets(given: readonly string[]): readonly string[] {
  if (given.length === 0) return [`whsec_${randomBytes(leastSecretBytes).toString('base64')}`]
  if (given.length > mostSigningSecrets)
    throw refused(`holds more than ${mostSigningSecrets} signing secrets`)
  return given.map(secret => {
    const key = Buffer.from(secretPattern.exec(secret)?.[1] ?? '', 'base64')
    if (key.length < leastSecretBytes || key.length > mostSecretBytes)
      throw refused(
        `holds a signing secret that is not "whsec_" and the base64 of ${leastSecretBytes} to ${mostSecretBytes} bytes`,
      )
    return `whsec_${key.toString('base64')}`
  })
}

function refused(problem: string): RevschedError {
  return new RevschedError('usage', `the secret of the webhook ${problem}`, {
    hint: 'the URL first, then whsec_... of the receiver; without one, a new one is made and shown once',
  })
}
