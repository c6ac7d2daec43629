import {closeSync, existsSync, fsyncSync, linkSync, mkdtempSync, openSync, renameSync, rmSync} from 'node:fs'
import {dirname, join} from 'node:path'

/**
 * Runs `work` with an empty file (0600) in a folder of its own beside `target`, for what must appear under its name whole or
 * not at all. The folder, and what is left in it, goes away again.
 */
export async function withDraft<Result>(
  target: string,
  work: (draft: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(`${target}.part-`)
  const draft = join(folder, 'draft.db')
  try {
    closeSync(openSync(draft, 'wx', 0o600))
    return await work(draft)
  } finally {
    rmSync(folder, {recursive: true, force: true})
  }
}

const withoutLinks = new Set<unknown>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Gives a closed file a second name, and throws EEXIST where that is taken: unlike a rename it replaces nothing. */
export function nameAlso(file: string, name: string): void {
  try {
    linkSync(file, name)
  } catch (error) {
    // File systems without hard links (FAT, some network shares).
    if (!withoutLinks.has((error as NodeJS.ErrnoException).code) || existsSync(name)) throw error
    renameSync(file, name)
  }
  syncFolder(dirname(name))
}

/**
 * Makes new names in a folder survive a power cut. Not shared with `platform/write-file.ts`: a port would have to be passed
 * through all that makes, backs up, migrates and restores a database, for three calls of Node; and nothing may await here,
 * between taking a database out of use and the new one in its place.
 */
export function syncFolder(folder: string): void {
  // Windows cannot open a folder, and needs no sync of one.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
