import type {ErrorCode} from '../domain/errors.js'

/** Exit status per error code; 0 is done (also "nothing to show"), 1 a bug. Shown by `revsched help exit-codes`. */
export const exitCodes = {
  usage: 2,
  'not-found': 3,
  conflict: 4,
  config: 5,
  'source-failed': 6,
  timeout: 6,
  crashed: 6,
  'delivery-failed': 7,
  busy: 8,
  threshold: 9,
  storage: 10,
  unhealthy: 11,
  forbidden: 12,
  interrupted: 130,
  terminated: 143,
} as const satisfies Record<ErrorCode, number>

export const exitCodeMeanings = {
  usage: 'wrong flag or argument',
  'not-found': 'no such scheduled review, connection or run',
  conflict: 'the name is taken, or the state forbids it',
  config: 'config file, rule file or credentials missing, wrong or expired',
  'source-failed': 'the CRM or file could not be read to a proven end',
  timeout: 'the review took longer than its timeout allows',
  crashed: 'the thread or process of the review died before it ended',
  'delivery-failed': 'the review exists, the message did not go out',
  busy: 'this review is running already, or another daemon is',
  threshold: '--fail-on found something at or above that severity',
  storage:
    'the database or an output is full, locked for too long, damaged or of a newer version; no change is made in part',
  unhealthy: 'status or doctor found something wrong',
  forbidden: 'not the owner, or the tier does not allow it',
  interrupted: 'stopped by Ctrl-C',
  terminated: 'stopped by SIGTERM',
} as const satisfies Record<ErrorCode, string>
