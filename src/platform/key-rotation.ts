import {randomBytes} from 'node:crypto'
import {readdir, rename, rm} from 'node:fs/promises'
import {basename, dirname, join} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import type {KeyRotation} from '../domain/ports/key-rotation.js'
import {randomIds} from './ids.js'
import {KeyRing, keptKeyFile, keyName, nextKeyFile} from './key-ring.js'
import {type KeyPlaces, keySource, makeKeyFile, parseKey} from './master-key.js'
import {nameInSealed, secretBox} from './secret-box.js'
import {syncFolder} from './write-file.js'

type FinishWish = Parameters<KeyRotation['finish']>[0]

export function keyRotation(places: KeyPlaces): KeyRotation {
  const ring = new KeyRing(places)
  const box = secretBox(places)
  const nameOf = (key: Buffer | null) => key && keyName(key)
  return {
    source: () => keySource(places),
    next: () => box.next(),
    begin: given => begin(places, ring, given),
    sealingKey: async () => nameOf(await ring.sealing()),
    currentKey: async () => nameOf(await ring.current()),
    keyOf: nameInSealed,
    reseal: async (sealed, place) => box.seal(await box.open(sealed, place), place),
    finish: wish => orConfig(places, () => finish(places, ring, wish)),
  }
}

async function begin(places: KeyPlaces, ring: KeyRing, given: string | null): Promise<void> {
  const wanted = given === null ? null : parseKey(given, 'standard input')
  const current = await ring.current()
  if (wanted && current?.equals(wanted) && !(await ring.next()))
    throw new RevschedError('usage', 'the new key is the one that is in use', {
      hint: 'make another one: openssl rand -base64 32',
    })
  // Replaces none: of a rotation that was begun, the key stays.
  const path = nextKeyFile(places)
  if (!(await ring.next()))
    await makeKeyFile(path, {key: wanted ?? randomBytes(32), suffix: randomIds.next()})
  const next = await ring.next()
  if (!wanted || next?.equals(wanted)) return
  throw new RevschedError('conflict', `a change to another new key has begun: that one is in "${path}"`, {
    hint: 'finish it first, without a new key: revsched connection rotate-key',
  })
}

async function finish(places: KeyPlaces, ring: KeyRing, {keepsOldKey, retired}: FinishWish): Promise<void> {
  const [next, current] = [await ring.next(), await ring.current()]
  const {kind} = await keySource(places)
  const path = nextKeyFile(places)
  if (next && kind === 'key file') {
    if (keepsOldKey && current) await keep(places, current)
    await rename(path, places.keyFile)
  } else if (next && current?.equals(next)) await rm(path)
  if (!keepsOldKey) for (const name of retired) await rm(keptKeyFile(places, name), {force: true})
  await removeDrafts(places)
  await syncFolder(dirname(places.keyFile))
}

/** What a process left that was killed while it wrote one of these keys: nobody else writes them meanwhile. */
async function removeDrafts({keyFile}: KeyPlaces): Promise<void> {
  const [folder, start] = [dirname(keyFile), `${basename(keyFile)}.`]
  const names = await readdir(folder).catch(() => [])
  for (const name of names)
    if (name.startsWith(start) && /^(next|[0-9a-f]{8})\.[\w-]+\.tmp$/.test(name.slice(start.length)))
      await rm(join(folder, name), {force: true})
}

async function keep(places: KeyPlaces, key: Buffer): Promise<void> {
  await makeKeyFile(keptKeyFile(places, keyName(key)), {key, suffix: randomIds.next()})
}

async function orConfig<Result>({keyFile}: KeyPlaces, change: () => Promise<Result>): Promise<Result> {
  try {
    return await change()
  } catch (error) {
    if (error instanceof RevschedError) throw error
    const {message} = error as Error
    throw new RevschedError('config', `the key file "${keyFile}" cannot be replaced: ${message}`, {
      hint: 'every secret opens all the same; mend that and run the command again',
      cause: error,
    })
  }
}
