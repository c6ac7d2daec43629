import {RevschedError} from '../domain/errors.js'

/** SQLite's result codes as the words a person can act on. Anything else is a bug and passes through. */
export function storageError(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (!code) return error
  // The words of the triggers in 0006-retired-keys.sql.
  if ((error as Error).message === 'sealed with a retired key') return keyReplaced(error)
  const known = Object.entries(meanings).find(([prefix]) => code.startsWith(prefix))
  if (!known) return error
  const [what, hint] = known[1]
  return new RevschedError('storage', `the database "${path}" ${what} (${code}); nothing was changed`, {
    hint,
    cause: error,
  })
}

/** For a secret that was sealed with a key which is retired by the time it is stored. */
export function keyReplaced(cause?: unknown): RevschedError {
  return new RevschedError('conflict', 'the master key was replaced meanwhile; nothing was changed', {
    hint: 'run the command again; revsched doctor tells where the key is taken from',
    canPass: true,
    cause,
  })
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error) ?? '')
}

/** True when the disk failed: after a sync that did, what the connection holds of the file may not be what is in it. */
export function isFailedDisk(error: unknown): boolean {
  return /^SQLITE_IOERR_(FSYNC|DIR_FSYNC|WRITE|TRUNCATE|READ|SHORT_READ)$/.test(codeOf(error) ?? '')
}

/** True when the file is damaged or no database at all. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error) ?? '')
}

export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY'
}

export function isSqliteError(error: unknown): boolean {
  return codeOf(error) !== null
}

/** A row that the schema refuses: what was to be stored is wrong, not the file. */
export function isRefusedRow(error: unknown): boolean {
  return codeOf(error)?.startsWith('SQLITE_CONSTRAINT') ?? false
}

function codeOf(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : null
}

const locked = [
  'was locked by another process for too long',
  'run the command again when the other one has ended',
] as const

const meanings: Record<string, readonly [string, string]> = {
  SQLITE_FULL: ['has no space left', 'free some space on the disk and run the command again'],
  SQLITE_IOERR: ['cannot be read or written', 'look at the disk: it may be full, read-only or failing'],
  SQLITE_READONLY: [
    'cannot be written',
    'see that you may write the file and its folder, and that its disk is not read-only; or choose another: --database <path>',
  ],
  SQLITE_CANTOPEN: [
    'cannot be opened',
    'check that the folder exists and may be written, or choose another: --database <path>',
  ],
  SQLITE_CORRUPT: ['is damaged', 'restore a backup: revsched db restore <file>'],
  SQLITE_NOTADB: ['is not an SQLite database', 'choose another file: --database <path>'],
  SQLITE_PERM: ['cannot be opened', 'check the modes of the file and its folder'],
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_PROTOCOL: locked,
}
