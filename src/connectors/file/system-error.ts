import {RevschedError} from '../../domain/errors.js'

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
  const {code, message} = error as NodeJS.ErrnoException
  const why =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES'
        ? 'may not be read by this user'
        : `cannot be opened: ${message}`
  return new RevschedError('source-failed', `the file "${path}" ${why}`, {
    hint: 'give the path of a file of deals',
    cause: error,
    canPass: canPass(code),
  })
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
