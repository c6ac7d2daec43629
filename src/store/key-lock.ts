import {dirname} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import {lockFile} from './file-lock.js'
import {makeFolder} from './make-folder.js'
import {isBusy, storageError} from './storage-error.js'

/** Makes this process the one that replaces the key of a key file, for whichever database. Throws `busy` when another one does. */
export function lockKey(keyFile: string): {release(): void} {
  const path = `${keyFile}-lock`
  try {
    makeFolder(dirname(path))
    return lockFile(path)
  } catch (error) {
    throw refusal(error, path)
  }
}

function refusal(error: unknown, path: string): unknown {
  if (isBusy(error))
    return new RevschedError('busy', 'another command replaces the master key at this moment', {
      hint: 'wait for it, then look at it: revsched doctor',
      cause: error,
    })
  if (!(error instanceof Error && 'syscall' in error)) return storageError(error, path)
  return new RevschedError('storage', `cannot make the lock of the master key: ${error.message}`, {
    hint: 'check that the data folder may be written',
    cause: error,
  })
}
