import type {ErrorCode} from '../domain/errors.js'
import {exitCodes} from './exit-codes.js'

/** What every command may end with: a wrong flag, a configuration or a database that cannot be used, a signal. */
const ofAll: readonly ErrorCode[] = ['usage', 'config', 'storage', 'interrupted', 'terminated']

/** What looks something up by a name, or acts as the user that `--user` names. */
const ofStored: readonly ErrorCode[] = ['not-found']
const ofChange: readonly ErrorCode[] = ['not-found', 'conflict']
const ofSource: readonly ErrorCode[] = ['not-found', 'source-failed', 'conflict']
const ofRun: readonly ErrorCode[] = [...ofSource, 'delivery-failed', 'busy', 'threshold', 'forbidden']

/** Beside those of all commands. A test runs many commands into many errors and fails for one that is not here. */
export const ofCommand: Readonly<Record<string, readonly ErrorCode[]>> = {
  demo: [],
  init: [...ofRun],
  'connection add': [...ofSource, 'forbidden'],
  'connection edit': [...ofSource, 'busy'],
  'connection login': [...ofSource, 'busy'],
  'connection list': ofStored,
  'connection show': ofStored,
  'connection test': ofSource,
  'connection rotate-key': ['conflict', 'busy'],
  'connection remove': ofChange,
  'channel add': [...ofChange, 'delivery-failed'],
  'channel edit': [...ofChange, 'delivery-failed'],
  'channel list': ofStored,
  'channel test': [...ofStored, 'delivery-failed'],
  'channel verify': [...ofChange, 'unhealthy'],
  'channel remove': ofChange,
  'import crontab': [...ofChange, 'forbidden'],
  'import apscheduler': [...ofChange, 'forbidden'],
  add: [...ofChange, 'forbidden'],
  list: ofStored,
  show: ofStored,
  edit: [...ofChange, 'forbidden'],
  pause: ofChange,
  resume: [...ofChange, 'forbidden'],
  remove: ofChange,
  'run-now': ofRun,
  history: ofStored,
  cancel: ofChange,
  retry: [...ofSource, 'forbidden'],
  report: ofChange,
  deliver: [...ofChange, 'delivery-failed'],
  diff: ofChange,
  next: ofStored,
  daemon: ['busy'],
  top: [...ofStored, 'conflict'],
  status: [...ofStored, 'unhealthy'],
  'service install': ['conflict'],
  'service uninstall': ofChange,
  'service print': [],
  apply: [...ofChange, 'busy', 'forbidden'],
  export: ofStored,
  'rules list': [],
  'rules explain': ofStored,
  'rules lint': [],
  'rules test': [],
  'rules init': ['conflict'],
  'rules schema': [],
  'user add': ofChange,
  'user list': ofStored,
  'user set-tier': ofStored,
  'user remove': ofChange,
  'db backup': ofChange,
  'db restore': [...ofChange, 'busy'],
  'db check': ofStored,
  'db migrate': ['busy'],
  'db prune': ofStored,
  'config get': [],
  'config path': [],
  doctor: ['unhealthy'],
  schema: [],
  man: [],
  completion: [],
}

/** In the help of a command, where a line has room for a few words. */
const words: Readonly<Record<number, string>> = {
  0: 'done',
  2: 'usage',
  3: 'not found',
  4: 'name taken, or not in this state',
  5: 'configuration or login',
  6: 'CRM or file not read',
  7: 'not delivered',
  8: 'busy elsewhere',
  9: '--fail-on found something',
  10: 'database or disk',
  11: 'something is wrong',
  12: 'not allowed',
  130: 'Ctrl-C',
  143: 'SIGTERM',
}

type ExitCode = {status: number; words: string}

/** All that a command may end with but 1, a bug; the lowest first. */
export function exitCodesOf(name: string): ExitCode[] {
  const statuses = [...ofAll, ...(ofCommand[name] ?? [])].map(code => exitCodes[code])
  return [...new Set([0, ...statuses])].sort((a, b) => a - b).map(status => ({status, words: words[status]!}))
}
