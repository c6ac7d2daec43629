import {statfs} from 'node:fs/promises'
import {dirname} from 'node:path'

/** Bytes that this user may still write on the file system of `path`'s folder. */
export async function freeBytes(path: string): Promise<number> {
  const {bavail, bsize} = await statfs(dirname(path))
  return bavail * bsize
}
