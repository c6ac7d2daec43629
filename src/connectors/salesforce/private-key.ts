import {createPrivateKey, type KeyObject, sign} from 'node:crypto'
import {RevschedError} from '../../domain/errors.js'

/** Salesforce takes no shorter one. */
const leastBits = 2048

/** Salesforce allows three minutes; clocks may differ by one of them. */
const lifeSeconds = 120

/** Reads the private half of the certificate. Throws `usage` for what cannot sign a login; never quotes it. */
export function privateKeyOf(pem: string): KeyObject {
  const key = parsed(pem)
  if (key.asymmetricKeyType !== 'rsa')
    throw refused(`the private key is of the kind "${key.asymmetricKeyType}", Salesforce takes RSA`)
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < leastBits)
    throw refused(`the private key has ${bits} bits, Salesforce takes ${leastBits} or more`)
  return key
}

function parsed(pem: string): KeyObject {
  if (/-----BEGIN CERTIFICATE-----/.test(pem) && !/PRIVATE KEY-----/.test(pem))
    throw refused('this is the certificate; the login needs the private key that belongs to it')
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: .*ENCRYPTED/m.test(pem))
    throw refused(
      'the private key is protected by a passphrase',
      'remove it: openssl rsa -in server.key -out plain.key',
    )
  try {
    return createPrivateKey(pem)
  } catch {
    throw refused('this is not a private key in PEM form')
  }
}

function refused(message: string, hint = 'it begins with -----BEGIN PRIVATE KEY-----'): RevschedError {
  return new RevschedError('usage', message, {hint})
}

type Claims = {clientId: string; username: string; audience: string}

/** A signed statement of who wants to log in (RFC 7523). */
export function signedAssertion(key: KeyObject, {clientId, username, audience}: Claims, now: Date): string {
  const expiresAt = Math.floor(now.getTime() / 1000) + lifeSeconds
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({alg: 'RS256'})}.${part({iss: clientId, sub: username, aud: audience, exp: expiresAt})}`
  return `${unsigned}.${sign('RSA-SHA256', Buffer.from(unsigned), key).toString('base64url')}`
}
