import {existsSync} from 'node:fs'
import {basename} from 'node:path'
import {RevschedError} from '../domain/errors.js'

/** SQLite's own: whatever database gets the name of the lost one, SQLite would play the log into it. */
const logSuffixes = ['-wal', '-shm', '-journal']
/** A daemon has worked on the file: its lock stays when it stops. */
const suffixes = [...logSuffixes, '-daemon-lock']

/** The log beside `path`, as the ends of its names. */
export function logBeside(path: string): string[] {
  return logSuffixes.filter(suffix => existsSync(`${path}${suffix}`))
}

/**
 * Throws `config` where a database was: made anew, it would have lost every schedule, and a daemon that a service manager starts again
 * would call that healthy. `config` and not `storage`, as no later start mends it: systemd does not try (systemd-unit.ts).
 */
export function refuseLostDatabase(path: string): void {
  const left = suffixes.filter(suffix => existsSync(`${path}${suffix}`))
  // Made by another process between the two looks, and in use by now.
  if (left.length === 0 || existsSync(path)) return
  const names = left.map(suffix => `${basename(path)}${suffix}`).join(', ')
  throw new RevschedError(
    'config',
    `the database "${path}" is missing, though it left ${names}; none was made in its place`,
    {
      hint: `put the file back, or restore a backup: revsched db restore <file>; to begin with an empty one, first move away ${names}`,
    },
  )
}
