import {createCipheriv, createDecipheriv, randomBytes} from 'node:crypto'
import {RevschedError} from '../domain/errors.js'
import type {SecretBox, SecretPlace} from '../domain/ports/secret-box.js'
import {randomIds} from './ids.js'
import {KeyRing, keyName, nextKeyFile} from './key-ring.js'
import {type KeyPlaces, keySource, makeKeyFile} from './master-key.js'

/**
 * What is stored: a byte with the version of this format, 4 bytes that name the key, a random nonce, the text in AES-256-GCM and
 * its tag. The two in front and the place are additional data: none of it can be exchanged without being noticed.
 */
const version = 1
const headerBytes = 5
const nonceBytes = 12
const tagBytes = 16
const leastBytes = headerBytes + nonceBytes + tagBytes
const algorithm = 'aes-256-gcm'

export function secretBox(places: KeyPlaces): SecretBox {
  const ring = new KeyRing(places)
  const keyFor = async (sealed: Uint8Array): Promise<Buffer> => {
    const key = await ring.named(nameInSealed(sealed))
    if (!key && !(await ring.sealing())) throw missing((await keySource(places)).where)
    refuseUnknownFormat(sealed)
    if (key) return key
    throw sealedOtherwise((await keySource(places)).where)
  }
  return {
    source: () => keySource(places),
    async next() {
      const next = await ring.next()
      return next && {where: nextKeyFile(places), isCurrent: (await ring.current())?.equals(next) ?? false}
    },
    async checkKey(sealed) {
      await keyFor(sealed)
    },
    async seal(secret, place) {
      let key = await ring.sealing()
      if (!key) {
        await makeKeyFile(places.keyFile, {key: randomBytes(32), suffix: randomIds.next()})
        key = (await ring.sealing())!
      }
      return sealed(secret, place, key)
    },
    async open(sealed, place) {
      return opened(sealed, place, await keyFor(sealed))
    },
  }
}

/** The name of the key that a secret was sealed with, as `keyName` gives it. */
export function nameInSealed(sealed: Uint8Array): string {
  return Buffer.from(sealed.subarray(1, headerBytes)).toString('hex').toUpperCase()
}

function sealed(secret: string, place: SecretPlace, key: Buffer): Uint8Array {
  const header = headerOf(key)
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, {authTagLength: tagBytes})
  cipher.setAAD(additional(header, place))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return new Uint8Array(Buffer.concat([header, nonce, text, cipher.getAuthTag()]))
}

function opened(stored: Uint8Array, place: SecretPlace, key: Buffer): string {
  const bytes = Buffer.from(stored)
  const header = bytes.subarray(0, headerBytes)
  const nonce = bytes.subarray(headerBytes, headerBytes + nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, {authTagLength: tagBytes})
  decipher.setAAD(additional(header, place))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    const text = decipher.update(bytes.subarray(headerBytes + nonceBytes, -tagBytes))
    return Buffer.concat([text, decipher.final()]).toString('utf8')
  } catch {
    throw new RevschedError(
      'config',
      'a stored secret was changed, or moved from another place: it does not open',
      {
        hint: 'give the secret again',
      },
    )
  }
}

function additional(header: Uint8Array, {table, id, field}: SecretPlace): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([table, id, field]))])
}

function headerOf(key: Buffer): Buffer {
  return Buffer.concat([Buffer.of(version), Buffer.from(keyName(key), 'hex')])
}

function refuseUnknownFormat(stored: Uint8Array): void {
  if (stored[0] !== version)
    throw new RevschedError(
      'config',
      `a stored secret has the format ${stored[0] ?? 'of nothing'}, which is not known`,
      {
        hint: 'use the version of revsched that stored it, or give the secret again',
      },
    )
  if (stored.length < leastBytes)
    throw new RevschedError('config', 'a stored secret is cut off', {hint: 'give the secret again'})
}

function sealedOtherwise(where: string): RevschedError {
  return new RevschedError(
    'config',
    `the stored secrets were sealed with another key than the one in ${where}`,
    {
      hint: 'give revsched that key again: revsched doctor shows where it looks for it; nothing was changed',
    },
  )
}

function missing(where: string): RevschedError {
  return new RevschedError(
    'config',
    `the key of the stored secrets is missing: there is no file "${where}"`,
    {
      hint: 'put the key file back, or give its content in REVSCHED_MASTER_KEY; nothing was changed',
    },
  )
}
