import {RevschedError} from '../domain/errors.js'
import type {KeyRotation} from '../domain/ports/key-rotation.js'
import type {KeySource, NextKey, SecretStore, StoredSecret} from '../domain/ports/secret-box.js'

type Ports = {secrets: SecretStore; rotation: KeyRotation}

/** `newKey` is null for a random one. */
type Wish = {newKey: string | null; keepsOldKey: boolean}

export type RotatedKey = {
  /** How many secrets were sealed anew. */
  secrets: number
  source: KeySource
  /** What is left to be done: null when the new key is in its place, and no other copy of it is left. */
  next: NextKey | null
  /** `none`: there is no key yet. `finished`: what was begun before; no other new key was made. */
  outcome: 'none' | 'replaced' | 'finished'
}

/**
 * Seals every secret of the database with a new master key. Wherever it is stopped, each secret opens with the old key or the new
 * one, both are at hand, and called again it goes on from there.
 */
export async function rotateKey({secrets, rotation}: Ports, wish: Wish): Promise<RotatedKey> {
  const source = await rotation.source()
  const stored = await secrets.listSecrets()
  const begun = await rotation.next()
  if (!source.isThere && !begun && stored.length === 0 && wish.newKey === null)
    return {secrets: 0, source, next: null, outcome: 'none'}
  // Opened before anything is changed: with a wrong key, or one that is gone, there is nothing to be done here.
  for (const secret of stored) await checkedToOpen(secret, rotation)
  const isUnfinished = begun !== null || (await areEarlierKeysLeft(stored, rotation))
  if (!isUnfinished) refuseUngiven(source, wish.newKey)
  if (!isUnfinished || begun) await rotation.begin(wish.newKey)
  else if (wish.newKey !== null) throw unfinished()
  const {count, retired} = await sealAnew({secrets, rotation})
  await rotation.finish({keepsOldKey: wish.keepsOldKey, retired})
  return {
    secrets: count,
    source,
    next: await rotation.next(),
    outcome: isUnfinished ? 'finished' : 'replaced',
  }
}

async function checkedToOpen({name, sealed, place}: StoredSecret, rotation: KeyRotation): Promise<void> {
  try {
    await rotation.reseal(sealed, place)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const hint = error.hint === undefined ? {} : {hint: error.hint}
    throw new RevschedError(error.code, `the ${name} cannot be sealed anew: ${error.message}`, {
      ...hint,
      cause: error,
    })
  }
}

/** Of a database that this was not done for, when the key was replaced for another one. */
async function areEarlierKeysLeft(stored: readonly StoredSecret[], rotation: KeyRotation): Promise<boolean> {
  const current = await rotation.currentKey()
  return stored.some(({sealed}) => rotation.keyOf(sealed) !== current)
}

/** What revsched cannot write, a person replaces, who has to know the new key then. */
function refuseUngiven({kind, where}: KeySource, newKey: string | null): void {
  if (kind === 'key file' || newKey !== null) return
  throw new RevschedError('usage', `the master key is in ${where}, which revsched cannot change`, {
    hint: 'give it a new one: openssl rand -base64 32 | revsched connection rotate-key --new-key-stdin',
  })
}

function unfinished(): RevschedError {
  return new RevschedError('conflict', 'secrets of this database are sealed with an earlier key still', {
    hint: 'seal them with the present one first, without a new key: revsched connection rotate-key',
  })
}

/** Until nothing is left that another process sealed with an earlier key meanwhile. */
async function sealAnew({secrets, rotation}: Ports): Promise<{count: number; retired: string[]}> {
  const keyName = (await rotation.sealingKey())!
  const current = await rotation.currentKey()
  const retired = new Set(current === null || current === keyName ? [] : [current])
  for (let count = 0; ; ) {
    const earlier = (await secrets.listSecrets()).filter(({sealed}) => rotation.keyOf(sealed) !== keyName)
    const replacements = []
    for (const {sealed, place} of earlier) {
      retired.add(rotation.keyOf(sealed))
      replacements.push({place, from: sealed, to: await rotation.reseal(sealed, place)})
    }
    const {replaced, left} = await secrets.replaceSecrets({replacements, keyName, retired: [...retired]})
    count += replaced
    if (left === 0) return {count, retired: [...retired]}
  }
}
