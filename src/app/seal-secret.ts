import type {SecretBox, SecretPlace, SecretStore} from '../domain/ports/secret-box.js'

/**
 * Seals with the key of the secrets that are stored already. Another one, or a new one because the key file is gone, would
 * leave a database of which no key opens all: that throws `config`, and what is stored stays.
 */
export async function sealSecret(
  {secrets, box}: {secrets: Pick<SecretStore, 'listSecrets'>; box: SecretBox},
  secret: string,
  place: SecretPlace,
): Promise<Uint8Array> {
  for (const {sealed} of await secrets.listSecrets()) await box.checkKey(sealed)
  return box.seal(secret, place)
}
