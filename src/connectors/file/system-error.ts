import {RevschedError} from '../../domain/errors.js'
import {shellWord} from '../../domain/shell-word.js'

/** Of a disk or network file system that is busy or away for a while, or a process that has used up what it may take for now. */
const passing = new Set([
  'EAGAIN',
  'EBUSY',
  'EINTR',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ESTALE',
  'ETIMEDOUT',
])

export function openError(path: string, error: unknown): RevschedError {
  const {code} = error as NodeJS.ErrnoException
  const {why, hint} = openFault(path, error as NodeJS.ErrnoException)
  return new RevschedError('source-failed', `the file "${path}" ${why}`, {
    hint,
    cause: error,
    canPass: canPass(code),
  })
}

function openFault(path: string, {code, message}: NodeJS.ErrnoException): {why: string; hint: string} {
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      why: 'may not be read by this user',
      hint: `its owner can allow it: chmod +r ${shellWord(path)}; the folders above it have to let this user in, too`,
    }
  }
  const why = code === 'ENOENT' ? 'does not exist' : `cannot be opened: ${message}`
  return {why, hint: 'give the path of a file of deals'}
}

/** Of a file that was opened. */
export function readError(path: string, error: unknown): RevschedError {
  const {code, message} = error as NodeJS.ErrnoException
  return new RevschedError('source-failed', `the file "${path}" cannot be read: ${message}`, {
    hint: canPass(code) ? 'run again' : 'copy the file to another disk',
    cause: error,
    canPass: canPass(code),
  })
}

function canPass(code: string | undefined): boolean {
  return code !== undefined && passing.has(code)
}
