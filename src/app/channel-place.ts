import type {SecretPlace} from '../domain/ports/secret-box.js'

/** Where the secret of a channel is sealed to. */
export function channelPlace(id: string): SecretPlace {
  return {table: 'channels', id, field: 'secret'}
}
