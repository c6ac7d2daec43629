/** Where a secret is stored. It is sealed together with this: copied into another row or field, it does not open. */
export type SecretPlace = {table: string; id: string; field: string}

/** Where the master key comes from; never the key itself. */
export type KeySource = {
  kind: 'systemd credential' | 'environment' | 'key file'
  /** A path or the name of a variable. */
  where: string
  /** False for a key file that the first secret will make. */
  isThere: boolean
}

/** A key that is to take the place of the master key, in a file beside the key file. What is sealed now is sealed with it. */
export type NextKey = {
  where: string
  /** True once it is in that place: then the file is one copy too many. */
  isCurrent: boolean
}

/**
 * Seals texts with the master key of this installation. All of it throws `config` where there is a key that cannot be used: of
 * the wrong form, or in a file that others may read.
 */
export type SecretBox = {
  source(): Promise<KeySource>
  /** Null but for a rotation that was begun and not finished. */
  next(): Promise<NextKey | null>
  /** Throws `config` unless it was sealed with a key at hand, in a format that is known. Opens nothing. */
  checkKey(sealed: Uint8Array): Promise<void>
  /** Makes the key file where there is no key at all. */
  seal(secret: string, place: SecretPlace): Promise<Uint8Array>
  /** Throws `config` for another key, no key, another place, or bytes that were changed. */
  open(sealed: Uint8Array, place: SecretPlace): Promise<string>
}

/** `name` is what a person calls it. */
export type StoredSecret = {place: SecretPlace; name: string; sealed: Uint8Array}

export type SecretStore = {
  /** Every secret of the database, those of other users as well: one key seals them all. */
  listSecrets(): Promise<StoredSecret[]>
  /**
   * In one transaction: exchanges those that are still as `from` says, and counts those that another key than `keyName` has sealed
   * then. With none left, the keys `retired` are refused from then on: a secret that another process sealed with one of them before
   * cannot be stored any more (`conflict`, can pass).
   */
  replaceSecrets(input: {
    replacements: readonly SecretReplacement[]
    keyName: string
    retired: readonly string[]
  }): Promise<{replaced: number; left: number}>
}

export type SecretReplacement = {place: SecretPlace; from: Uint8Array; to: Uint8Array}
