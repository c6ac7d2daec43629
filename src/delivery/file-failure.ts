import type {DeliveryOutcome} from '../domain/delivery/delivery.js'
import {shellWord} from '../domain/shell-word.js'

/** A disk that is full or away, or a machine that has too many files open: another attempt may find it otherwise. */
const passing = new Set([
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'EAGAIN',
  'EBUSY',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ESTALE',
  'ETIMEDOUT',
  'EHOSTDOWN',
])

const reasons: Readonly<Record<string, (folder: string) => string>> = {
  ENOENT: folder => `the folder "${folder}" does not exist; mkdir -p ${shellWord(folder)} makes it`,
  ENOTDIR: folder => `"${folder}" is no folder`,
  EACCES: folder => `the folder "${folder}" may not be written by the user that revsched runs as`,
  EPERM: folder => `the folder "${folder}" may not be written by the user that revsched runs as`,
  EROFS: folder => `the folder "${folder}" is read-only`,
  ENOSPC: folder => `no space is left on the disk of "${folder}"`,
  EDQUOT: folder => `no space is left on the disk of "${folder}"`,
}

/** What became of a file that could not be written: the old one, if there is one, is as it was. Throws what no system said. */
export function fileFailure(error: unknown, folder: string): DeliveryOutcome {
  const code = systemCode(error)
  if (code === null) throw error
  const why = reasons[code]?.(folder) ?? `no file can be written into "${folder}" (${code})`
  return {kind: passing.has(code) ? 'retry' : 'failed', error: why}
}

/** Of a system's error, or of the one that it caused; null for another one, which is a bug. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  return 'syscall' in error && 'code' in error ? String(error.code) : systemCode(error.cause)
}
