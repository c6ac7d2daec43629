import {existsSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'

/** Makes a folder (0700) and those above it. Not with `recursive`: below /proc, Node 20 goes round in it for ever. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  makeFolder(dirname(path))
  try {
    mkdirSync(path, {mode: 0o700})
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
