import {createHash} from 'node:crypto'
import {type KeyPlaces, keyFileAt, keySource, readKey} from './master-key.js'

/** Names a key without telling anything of it: 32 random bytes are not found by trying. 4 bytes in hexadecimal. */
export function keyName(key: Buffer): string {
  const digest = createHash('sha256').update('revsched key name\0').update(key).digest()
  return digest.toString('hex', 0, 4).toUpperCase()
}

/** The new key of a rotation until it is in the place of the old one. */
export const nextKeyFile = ({keyFile}: Pick<KeyPlaces, 'keyFile'>) => `${keyFile}.next`

/** An old key that somebody wants to keep, for another database or a backup. */
export const keptKeyFile = ({keyFile}: Pick<KeyPlaces, 'keyFile'>, name: string) =>
  `${keyFile}.${name.toLowerCase()}`

/**
 * The keys at hand. One that was read is kept: what a daemon has in its memory still opens after its key was replaced. One that is
 * not known is looked for anew, for it may have been made since.
 */
export class KeyRing {
  readonly #places: KeyPlaces
  readonly #known = new Map<string, Buffer>()

  constructor(places: KeyPlaces) {
    this.#places = places
  }

  /** Null where there is none. */
  async current(): Promise<Buffer | null> {
    const source = await keySource(this.#places)
    return source.isThere ? this.#kept(await readKey(source, this.#places)) : null
  }

  async next(): Promise<Buffer | null> {
    return this.#inFile(nextKeyFile(this.#places))
  }

  /** Read at each call: a key that was replaced seals nothing more. */
  async sealing(): Promise<Buffer | null> {
    return (await this.next()) ?? (await this.current())
  }

  async named(name: string): Promise<Buffer | null> {
    const known = this.#known.get(name)
    if (known) return known
    const isWanted = (key: Buffer | null) => (key && keyName(key) === name ? key : null)
    return (
      isWanted(await this.current()) ??
      isWanted(await this.next()) ??
      isWanted(await this.#inFile(keptKeyFile(this.#places, name))) ??
      // Put into its place in between.
      isWanted(await this.current())
    )
  }

  async #inFile(path: string): Promise<Buffer | null> {
    const source = await keyFileAt(path)
    if (!source.isThere) return null
    try {
      return this.#kept(await readKey(source, this.#places))
    } catch (error) {
      // Put into its place in between.
      if (!(await keyFileAt(path)).isThere) return null
      throw error
    }
  }

  #kept(key: Buffer): Buffer {
    this.#known.set(keyName(key), key)
    return key
  }
}
