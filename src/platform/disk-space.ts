import {statfs} from 'node:fs/promises'
import {dirname} from 'node:path'

/** Bytes that this user may still write on the file system of `path`'s folder, or of the first above it that can be reached. */
export async function freeBytes(path: string): Promise<number> {
  const folder = dirname(path)
  try {
    const {bavail, bsize} = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    if (folder === path) throw error
    return freeBytes(folder)
  }
}
