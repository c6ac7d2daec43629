import {lstat, open, rename, stat, unlink} from 'node:fs/promises'
import {dirname, join, resolve} from 'node:path'
import {RevschedError} from '../domain/errors.js'

/**
 * Writes a file whole or not at all: into a new file beside it (0600), synced, then renamed over the old one, which also
 * replaces a symbolic link instead of following it. What is not a regular file (a pipe) is written in place, as are the
 * links below /dev: `/dev/stdout` may lead to a file, and must neither be renamed over nor emptied.
 */
export async function writeFileWhole(path: string, chunks: Iterable<string>, suffix: string): Promise<void> {
  try {
    if (await isWrittenInPlace(path)) await writeChunks(path, chunks, 'a')
    else await replace(path, chunks, suffix)
  } catch (error) {
    if (error instanceof RevschedError || !isSystemError(error)) throw error
    throw new RevschedError('storage', `cannot write "${path}": ${error.message}`, {
      hint: `see that the folder "${dirname(path)}" exists, can be written and has space`,
      cause: error,
    })
  }
}

async function isWrittenInPlace(path: string): Promise<boolean> {
  const itself = await lstat(path).catch(() => null)
  if (itself?.isSymbolicLink() && /^\/(dev|proc)\//.test(resolve(path))) return true
  const target = await stat(path).catch(() => null)
  return target !== null && !target.isFile() && !target.isDirectory()
}

async function replace(path: string, chunks: Iterable<string>, suffix: string): Promise<void> {
  const temporary = join(dirname(path), `.revsched-${suffix}.tmp`)
  try {
    await writeChunks(temporary, chunks, 'wx')
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
  if (process.platform !== 'win32') await syncFolder(dirname(path))
}

/** Makes the new name survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeChunks(path: string, chunks: Iterable<string>, flags: string): Promise<void> {
  const file = await open(path, flags, 0o600)
  try {
    for (const chunk of chunks) await file.appendFile(chunk)
    if (flags === 'wx') await file.sync()
  } finally {
    await file.close()
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error
}
