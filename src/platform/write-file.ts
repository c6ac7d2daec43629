import {open, rename, stat, unlink} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {RevschedError} from '../domain/errors.js'

/**
 * Writes a file whole or not at all: into a new file beside it (0600), synced, then renamed over the old one. What is not
 * a regular file (`/dev/null`, a pipe) is written in place.
 */
export async function writeFileWhole(path: string, chunks: Iterable<string>, suffix: string): Promise<void> {
  const isSpecial = await stat(path).then(
    stats => !stats.isFile() && !stats.isDirectory(),
    () => false,
  )
  try {
    if (isSpecial) await writeChunks(path, chunks, 'w')
    else await replace(path, chunks, suffix)
  } catch (error) {
    if (error instanceof RevschedError || !isSystemError(error)) throw error
    throw new RevschedError('storage', `cannot write "${path}": ${error.message}`, {
      hint: `see that the folder "${dirname(path)}" exists, can be written and has space`,
      cause: error,
    })
  }
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
