import type {KeySource, NextKey, SecretPlace} from './secret-box.js'

/**
 * What replaces the master key. The order keeps every secret open at every moment: the new key is written beside the key file
 * (`begin`), everything is sealed anew with it, and only then it takes its place (`finish`). All of it may be repeated.
 */
export type KeyRotation = {
  source(): Promise<KeySource>
  next(): Promise<NextKey | null>
  /**
   * Makes a new key ready, random unless one is given; one that is ready already stays. Throws `conflict` when that is another one
   * than the given one, `config` for a key of the wrong form, and `usage` for the present one.
   */
  begin(given: string | null): Promise<void>
  /** The key that seals now, by its name; null where there is none yet. */
  sealingKey(): Promise<string | null>
  /** The master key as it is given to revsched, by its name; null where there is none. */
  currentKey(): Promise<string | null>
  /** The key that a secret was sealed with, by its name. */
  keyOf(sealed: Uint8Array): string
  /** Throws `config` for one that does not open. */
  reseal(sealed: Uint8Array, place: SecretPlace): Promise<Uint8Array>
  /**
   * After all is sealed anew: puts the new key into the key file. Of a key that somebody else keeps, it removes the file of the new
   * one once that is the master key, and does nothing before. `retired` are names of old keys that were kept beside it.
   */
  finish(wish: {keepsOldKey: boolean; retired: readonly string[]}): Promise<void>
}
