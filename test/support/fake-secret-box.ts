import {RevschedError} from '../../src/domain/errors.js'
import type {SecretBox} from '../../src/domain/ports/secret-box.js'

/** Seals by writing the name of its key and the place in front; nothing of it is secret. */
export function fakeSecretBox(key = 'key', {isThere = true} = {}): SecretBox {
  const wrongKey = () => new RevschedError('config', 'sealed with another key', {hint: 'give the key'})
  const box: SecretBox = {
    source: async () => ({kind: 'key file', where: '/home/ann/revsched.key', isThere}),
    next: async () => null,
    async checkKey(sealed) {
      if (JSON.parse(Buffer.from(sealed).toString()).key !== key) throw wrongKey()
    },
    seal: async (secret, place) => Buffer.from(JSON.stringify({key, place, secret})),
    async open(sealed, place) {
      await box.checkKey(sealed)
      const opened = JSON.parse(Buffer.from(sealed).toString())
      if (JSON.stringify(opened.place) !== JSON.stringify(place)) throw wrongKey()
      return opened.secret
    },
  }
  return box
}
