import {access, constants, lstat, open, readdir, rename, stat, unlink} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {RevschedError} from '../domain/errors.js'

/**
 * Writes a file whole or not at all: into a new file beside it (0600 unless `mode` says otherwise), synced, then renamed over the
 * old one, which also replaces a symbolic link instead of following it. What is not a regular file (a pipe) is written in place, as
 * are the links below /dev: `/dev/stdout` may lead to a file, and must neither be renamed over nor emptied.
 */
export async function writeFileWhole(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  {suffix, mode = 0o600}: {suffix: string; mode?: number},
): Promise<void> {
  try {
    if (await isWrittenInPlace(path)) await writeChunks(path, chunks, {flags: 'a', mode})
    else await replace(path, join(dirname(path), `.revsched-${suffix}.tmp`), {chunks, mode})
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/**
 * As `writeFileWhole`, but never in place: at a path that is not of the user's own choice, a pipe may be somebody's ear. What a process that
 * was killed has left in the folder goes first: it may be what fills the disk.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  {suffix}: {suffix: string},
): Promise<void> {
  await removeLeftovers(dirname(path), Date.now() - leftoverMs)
  try {
    await replace(path, join(dirname(path), `.revsched-${suffix}.tmp`), {chunks: [bytes], mode: 0o600})
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** Nobody writes for so long, and no clock, of this machine or of the one that has the folder, is off by as much. */
const leftoverMs = 24 * 3_600_000

const leftoverName = /^\.revsched-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/

/** Files beside those that were to be replaced, not written to since `beforeMs`. One that cannot be removed is in nobody's way. */
async function removeLeftovers(folder: string, beforeMs: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (!leftoverName.test(name)) continue
    const path = join(folder, name)
    const found = await lstat(path).catch(() => null)
    if (found?.isFile() && found.mtimeMs < beforeMs) await unlink(path).catch(() => undefined)
  }
}

/** Writes a file that is not there yet; throws `conflict` for one that is. Readable as the user's other files are. */
export async function writeNewFile(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx')
    try {
      await file.writeFile(text)
    } finally {
      await file.close()
    }
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST')
      throw new RevschedError('conflict', `there is "${path}" already`, {
        hint: 'give another name, or remove it first',
        cause: error,
      })
    throw cannotWrite(path, error)
  }
}

async function isWrittenInPlace(path: string): Promise<boolean> {
  const itself = await lstat(path).catch(() => null)
  if (itself?.isSymbolicLink() && /^\/(dev|proc)\//.test(resolve(path))) return true
  const target = await stat(path).catch(() => null)
  return target !== null && !target.isFile() && !target.isDirectory()
}

/** Says before long work what `writeFileWhole` would say after it: the folder is not there, or may not be written. */
export async function checkWritable(path: string): Promise<void> {
  const isSpecial = await isWrittenInPlace(path)
  try {
    if ((await stat(path).catch(() => null))?.isDirectory()) throw systemError('EISDIR')
    if (!isSpecial && !(await stat(dirname(path))).isDirectory()) throw systemError('ENOTDIR')
    await access(isSpecial ? path : dirname(path), constants.W_OK)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), {code, syscall: 'open'})
}

const reasons: Readonly<Record<string, (path: string) => string>> = {
  ENOENT: path => `the folder "${dirname(path)}" does not exist`,
  ENOTDIR: path => `"${dirname(path)}" is no folder`,
  EISDIR: () => 'it is a folder',
  EACCES: path => `the folder "${dirname(path)}" may not be written`,
  EROFS: path => `the folder "${dirname(path)}" is read-only`,
  ENOSPC: () => 'no space is left on the disk',
}

function cannotWrite(path: string, error: unknown): unknown {
  if (error instanceof RevschedError || !isSystemError(error)) return error
  const reason = reasons[error.code ?? '']?.(path) ?? error.message
  return new RevschedError('storage', `cannot write "${path}": ${reason}`, {
    hint: 'choose another file, in a folder that can be written and has space',
    cause: error,
  })
}

async function replace(
  path: string,
  temporary: string,
  {chunks, mode}: {chunks: Iterable<string | Uint8Array>; mode: number},
): Promise<void> {
  try {
    await writeChunks(temporary, chunks, {flags: 'wx', mode})
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(path))
}

/** Makes the new name survive a power cut. `store/draft.ts` has its own: what is outside imports no other outside. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder, and needs no sync of one.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeChunks(
  path: string,
  chunks: Iterable<string | Uint8Array>,
  {flags, mode}: {flags: 'a' | 'wx'; mode: number},
): Promise<void> {
  const file = await open(path, flags, mode)
  try {
    // What the umask took away.
    if (flags === 'wx') await file.chmod(mode)
    for (const chunk of chunks) await file.appendFile(chunk)
    if (flags === 'wx') await file.sync()
  } finally {
    await file.close()
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}
