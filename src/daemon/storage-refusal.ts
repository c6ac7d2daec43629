import {RevschedError} from '../domain/errors.js'

/** Damaged, full, read-only or locked; never a bug. */
export function isStorageError(error: unknown): error is RevschedError {
  return error instanceof RevschedError && (error.code === 'storage' || error.code === 'busy')
}
