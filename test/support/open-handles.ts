import {existsSync, readdirSync, readlinkSync} from 'node:fs'
import {join} from 'node:path'

/** Descriptors of this process that lead to what has or had the path, where the system tells. */
export function handlesOn(path: string): number {
  if (!existsSync('/proc/self/fd')) return 0
  return readdirSync('/proc/self/fd').filter(descriptor => {
    try {
      return [path, `${path} (deleted)`].includes(readlinkSync(join('/proc/self/fd', descriptor)))
    } catch {
      // The descriptor that listed the folder is closed by now.
      return false
    }
  }).length
}
