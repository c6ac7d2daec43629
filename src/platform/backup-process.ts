import {fork} from 'node:child_process'
import {RevschedError} from '../domain/errors.js'
import {errorOf, type PlainError} from '../domain/plain-error.js'
import type {MadeBackup, MakeBackup} from '../domain/ports/backup-maker.js'
import {foreignEnvironment} from './run-program.js'

/** Longer than any backup takes: a share that does not answer is told of on the same day. */
const longestMs = 6 * 3_600_000

type Told = {made: MadeBackup} | {refusal: PlainError}

/**
 * Makes backups in a process of its own, which a folder on a network share that hangs can hold up, and nothing else. `filename` is the
 * module that it executes (src/store/backup-process.ts). Aborted, it removes what it has begun and ends, and nobody waits for that.
 */
export function backupProcess(filename: string): MakeBackup {
  return (order, signal) => {
    if (signal.aborted) return Promise.reject(signal.reason)
    return new Promise((resolve, reject) => {
      const child = fork(filename, [], {
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        // Dates go as dates.
        serialization: 'advanced',
        execArgv: [],
        env: foreignEnvironment(),
      })
      const settle = (settled: () => void) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        settled()
      }
      const abort = () => {
        leave(child)
        settle(() => reject(signal.reason))
      }
      const timer = setTimeout(() => {
        child.kill('SIGKILL')
        leave(child)
        settle(() => reject(broken(`did not end within ${longestMs / 3_600_000} hours`)))
      }, longestMs)
      signal.addEventListener('abort', abort, {once: true})
      child.once('message', (told: Told) =>
        settle(() => ('made' in told ? resolve(told.made) : reject(errorOf(told.refusal)))),
      )
      child.once('error', error => settle(() => reject(broken(`cannot be started: ${error.message}`))))
      child.once('close', (code, name) =>
        settle(() => reject(broken(`ended without a word: ${name ?? `exit code ${code}`}`))),
      )
      child.send(order, () => undefined)
    })
  }
}

/** It ends by itself once nobody listens; this process need not wait. */
function leave(child: ReturnType<typeof fork>): void {
  if (child.connected) child.disconnect()
  child.unref()
}

function broken(what: string): RevschedError {
  return new RevschedError('storage', `the process that makes the backup ${what}`, {
    hint: 'see that the folder of backups answers, and what `revsched db backup <file>` says',
  })
}
