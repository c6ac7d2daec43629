import {constants} from 'node:fs'
import {type FileHandle, link, mkdir, open, readFile, rename, stat, unlink} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import type {KeySource} from '../domain/ports/secret-box.js'
import {shellWord} from '../domain/shell-word.js'
import {syncFolder} from './write-file.js'

const variable = 'REVSCHED_MASTER_KEY'
const keyBytes = 32
const makeOne = 'make one: openssl rand -base64 32'

/** `env` is asked for CREDENTIALS_DIRECTORY and REVSCHED_MASTER_KEY. */
export type KeyPlaces = {env: NodeJS.ProcessEnv; keyFile: string}

/** The systemd credential `revsched-key`, else REVSCHED_MASTER_KEY, else the key file, whether it is there yet or not. */
export async function keySource({env, keyFile}: KeyPlaces): Promise<KeySource> {
  const credential = env.CREDENTIALS_DIRECTORY && join(env.CREDENTIALS_DIRECTORY, 'revsched-key')
  if (credential && (await isThere(credential)))
    return {kind: 'systemd credential', where: credential, isThere: true}
  if (env[variable]) return {kind: 'environment', where: variable, isThere: true}
  return keyFileAt(keyFile)
}

export async function keyFileAt(path: string): Promise<KeySource> {
  return {kind: 'key file', where: path, isThere: await isThere(path)}
}

/** Throws `config` where the key has the wrong form or others may read its file. */
export async function readKey({kind, where}: KeySource, {env}: KeyPlaces): Promise<Buffer> {
  if (kind === 'environment') return parseKey(env[variable] ?? '', where)
  try {
    // systemd sets the modes of what it passes on, and nobody can change them.
    return parseKey(kind === 'key file' ? await readPrivate(where) : await readFile(where, 'utf8'), where)
  } catch (error) {
    if (error instanceof RevschedError) throw error
    throw new RevschedError('config', `the key in "${where}" cannot be read: ${(error as Error).message}`, {
      hint: 'run revsched as the account that made it',
      cause: error,
    })
  }
}

/**
 * Writes a new random key. It appears under its name whole and replaces nothing, so that of two processes which make one at the
 * same time the first one's stays, and both read that.
 */
export async function makeKeyFile(path: string, {key, suffix}: {key: Buffer; suffix: string}): Promise<void> {
  const draft = `${path}.${suffix}.tmp`
  try {
    await mkdir(dirname(path), {recursive: true, mode: 0o700})
    await writeSynced(draft, `${key.toString('base64')}\n`)
    await nameOnce(draft, path)
    await syncFolder(dirname(path))
  } catch (error) {
    throw new RevschedError('config', `the key file "${path}" cannot be made: ${(error as Error).message}`, {
      hint: `let its folder be written, or set ${variable} (${makeOne})`,
      cause: error,
    })
  } finally {
    await unlink(draft).catch(() => undefined)
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    // What the umask took away.
    await file.chmod(0o600)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

const withoutLinks = new Set<unknown>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

async function nameOnce(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path)
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    // File systems without hard links (FAT, some network shares).
    if (!withoutLinks.has(code)) throw error
    if (!(await isThere(path))) await rename(draft, path)
  }
}

/** Looks at the mode of what was opened, not of what has its name a moment later. */
async function readPrivate(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY)
  try {
    await refuseOpenToOthers(file, path)
    return await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

async function refuseOpenToOthers(file: FileHandle, path: string): Promise<void> {
  const mode = (await file.stat()).mode & 0o777
  // Windows has no such modes.
  if ((mode & 0o077) === 0 || process.platform === 'win32') return
  throw new RevschedError(
    'config',
    `the key file "${path}" may be read by others (mode ${mode.toString(8)})`,
    {
      hint: `chmod 600 ${shellWord(path)}; where others may have read it, make a new key and give the secrets again`,
    },
  )
}

/** No passphrase: one that a person thinks up could be guessed by whoever has a backup of the database. */
export function parseKey(text: string, where: string): Buffer {
  const word = text.trim()
  if (/^[0-9a-f]{64}$/i.test(word)) return Buffer.from(word, 'hex')
  const key = Buffer.from(word, 'base64')
  if (/^[\w+/-]{43}=?$/.test(word) && key.length === keyBytes) return key
  throw new RevschedError('config', `the key in ${where} is not ${keyBytes} bytes as base64 or hexadecimal`, {
    hint: makeOne,
  })
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    // What is there and may not be looked at is told when it is read.
    return true
  }
}
