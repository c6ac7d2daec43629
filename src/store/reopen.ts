import {statSync} from 'node:fs'
import {RevschedError} from '../domain/errors.js'
import {configure, openForSession} from './connection.js'
import {fileIdentity} from './create.js'
import {versionOf} from './migrate.js'
import type {OpenOptions} from './open.js'
import type {Sqlite} from './sqlite.js'

/** Checking all pages takes a second for 500 MB, in which nothing else goes on: larger files are not. */
const mostChecked = 128 * 1024 * 1024

/**
 * Makes what opens the file at `path` again and checks it: a connection whose disk failed may hold pages that never reached it.
 * Throws `storage` while the file is another one, damaged, or not to be read.
 */
export function reopening(path: string, options: OpenOptions): () => Sqlite {
  const identity = fileIdentity(path)
  return () => {
    if (fileIdentity(path) !== identity)
      throw new RevschedError('storage', `the database file "${path}" was removed or replaced`, {
        hint: 'put the file back or restore a backup: revsched db restore',
      })
    const sqlite = openForSession(path)
    try {
      versionOf(sqlite, options)
      configure(sqlite)
      if (statSync(path).size <= mostChecked) refuseDamage(sqlite)
      return sqlite
    } catch (error) {
      sqlite.close()
      throw error
    }
  }
}

function refuseDamage(sqlite: Sqlite): void {
  const found = sqlite.pragma('quick_check(1)', {simple: true})
  if (found === 'ok') return
  throw new RevschedError('storage', `the database "${sqlite.name}" is damaged: ${found}`, {
    hint: 'restore a backup: revsched db restore <file>',
  })
}
