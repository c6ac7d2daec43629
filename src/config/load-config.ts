import {dirname, join, resolve} from 'node:path'
import {RevschedError} from '../domain/errors.js'
import {type LogLevel, logLevels} from '../domain/ports/logger.js'

type Origin = 'flag' | 'env' | 'file' | 'default'

/** A setting and where its value comes from. */
type Setting<Value> = {value: Value; origin: Origin; where: string}

export type Config = {
  database: Setting<string>
  user: Setting<string>
  timezone: Setting<string | null>
  ruleset: Setting<string>
  color: Setting<'auto' | 'always' | 'never'>
  /** Reviews that the daemon runs at a time; null for as many as the machine suggests. */
  concurrency: Setting<string | null>
  logLevel: Setting<LogLevel>
  /** Where the daemon puts a backup each day; null for no backups. */
  backupFolder: Setting<string | null>
  /** How many of them stay. */
  backupsKept: Setting<string>
}

type Key = keyof Config

const keys = [
  'database',
  'user',
  'timezone',
  'ruleset',
  'color',
  'concurrency',
  'logLevel',
  'backupFolder',
  'backupsKept',
] as const satisfies readonly Key[]

export type ConfigSources = {
  env: NodeJS.ProcessEnv
  flags: {database?: string; user?: string; color?: string}
  folders: {config: string; data: string}
  /** Name of the operating-system account. */
  account: string
  readFile(path: string): Promise<string>
}

/** Precedence: flag, environment (REVSCHED_*), config file, default. Throws `config` with the place and what is allowed. */
export async function loadConfig(sources: ConfigSources): Promise<{config: Config; path: string}> {
  const {config, path, problems} = await loadWhatIsValid(sources)
  if (problems[0]) throw problems[0]
  return {config, path}
}

/** The settings with the default of each that is wrong, for a command that tells of all that is wrong. */
type ValidSettings = {
  config: Config
  path: string
  problems: readonly RevschedError[]
  /** Set where nobody knows which database is meant: the default one may be another. */
  databaseProblem: RevschedError | null
}

export async function loadWhatIsValid(sources: ConfigSources): Promise<ValidSettings> {
  const path = join(sources.folders.config, 'config.yaml')
  const problems: RevschedError[] = []
  const file = await noting(problems, {}, () => readConfigFile(path, sources.readFile))
  const setting = settingsIn(sources, {path, file})
  const checked = <Value extends string | null>(key: Key, fallback: Value, check: Check<Value>) =>
    noting(problems, byDefault(fallback), () => check(setting(key, fallback)))
  const database = await checked('database', join(sources.folders.data, 'revsched.db'), checkedDatabase)
  const databaseProblem = database.origin === 'default' && problems.length > 0 ? unknownDatabase() : null
  const config: Config = {
    database,
    user: setting('user', sources.account),
    timezone: await checked<string | null>('timezone', null, checkedZone),
    ruleset: besideFile(setting('ruleset', 'recommended')),
    color: await checked<Config['color']['value']>('color', 'auto', checkedColor),
    concurrency: await checked<string | null>('concurrency', null, checkedConcurrency),
    logLevel: await checked<LogLevel>('logLevel', 'info', checkedLevel),
    backupFolder: await checked<string | null>('backupFolder', null, checkedBackupFolder),
    backupsKept: await checked<string>('backupsKept', '7', checkedBackupsKept),
  }
  return {config, path, problems, databaseProblem}
}

type Check<Value> = (setting: Setting<string | Value>) => Setting<Value> | Promise<Setting<Value>>

function byDefault<Value>(value: Value): Setting<Value> {
  return {value, origin: 'default', where: ''}
}

function unknownDatabase(): RevschedError {
  return new RevschedError('config', 'it is not known which database is meant', {
    hint: 'mend the configuration first, or name the database: --database <path>',
  })
}

/** What `read` gives; `instead` where it is wrong, which goes to the problems. */
async function noting<Value>(
  problems: RevschedError[],
  instead: Value,
  read: () => Value | Promise<Value>,
): Promise<Value> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    problems.push(error)
    return instead
  }
}

/** Where each setting is looked for, one place after the other. */
function settingsIn(
  {env, flags}: ConfigSources,
  {path, file}: {path: string; file: Partial<Record<Key, string>>},
) {
  return <Value extends string | null>(key: Key, fallback: Value): Setting<string | Value> => {
    const flag = flags[key as keyof typeof flags]
    if (flag !== undefined) return {value: flag, origin: 'flag', where: `--${key}`}
    const variable = `REVSCHED_${key.toUpperCase()}`
    const fromEnv = env[variable]
    if (fromEnv) return {value: fromEnv, origin: 'env', where: variable}
    const fromFile = file[key]
    if (fromFile !== undefined) return {value: fromFile, origin: 'file', where: path}
    return byDefault(fallback)
  }
}

async function readConfigFile(
  path: string,
  readFile: (path: string) => Promise<string>,
): Promise<Partial<Record<Key, string>>> {
  let text: string
  try {
    text = await readFile(path)
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ENOTDIR'
    )
      return {}
    throw new RevschedError('config', `cannot read the config file "${path}": ${(error as Error).message}`, {
      hint: 'see that it is a file that you may read; without one, the defaults apply',
      cause: error,
    })
  }
  const {parseConfigFile} = await import('./config-file.js')
  return parseConfigFile(text, path, keys)
}

function checkedDatabase(setting: Setting<string>): Setting<string> {
  if (/^[a-z]+:\/\//i.test(setting.value)) {
    const scheme = setting.value.slice(0, setting.value.indexOf(':'))
    throw new RevschedError('config', `a database of kind "${scheme}" is not supported by this version`, {
      hint: 'give the path of an SQLite file',
    })
  }
  if (setting.value.trim() === '')
    throw new RevschedError('config', 'the path of the database is empty', {
      hint: 'give the path of an SQLite file, or leave it out for the default one',
    })
  const base = setting.origin === 'file' ? dirname(setting.where) : ''
  return {...setting, value: resolve(base, setting.value)}
}

/** A rule file that the config file names stands beside it, whatever folder a command runs in; presets are names. */
function besideFile({value, origin, where}: Setting<string>): Setting<string> {
  const isPath = /[/\\]|\.(ya?ml|json)$/.test(value)
  return {value: origin === 'file' && isPath ? resolve(dirname(where), value) : value, origin, where}
}

/** Checked where it is set, so that a command does not blame a flag that nobody gave. */
async function checkedZone(setting: Setting<string | null>): Promise<Setting<string | null>> {
  if (setting.value === null) return setting
  const {parseTimeZone} = await import('../domain/schedule/time-zone.js')
  try {
    parseTimeZone(setting.value)
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    const hint = error.hint === undefined ? {} : {hint: error.hint}
    throw new RevschedError('config', `${error.message} (${setting.where})`, {...hint, cause: error})
  }
  return setting
}

function checkedColor({value, origin, where}: Setting<string>): Config['color'] {
  if (value === 'auto' || value === 'always' || value === 'never') return {value, origin, where}
  throw new RevschedError(
    'config',
    `"${value}" is not a valid color (${where}): it takes auto, always or never`,
    {hint: 'auto colours a terminal only'},
  )
}

/** At least two, so that one stuck review does not keep all others waiting. */
function checkedConcurrency(setting: Setting<string | null>): Config['concurrency'] {
  const {value, where} = setting
  if (value === null || (/^\d{1,2}$/.test(value) && Number(value) >= 2 && Number(value) <= 64)) return setting
  throw new RevschedError(
    'config',
    `"${value}" is not a valid concurrency (${where}): it takes a whole number from 2 to 64`,
    {hint: 'leave it out for as many as the machine has cores, at least 4'},
  )
}

function checkedBackupFolder(setting: Setting<string | null>): Config['backupFolder'] {
  const {value, origin, where} = setting
  if (value === null) return setting
  if (value.trim() === '')
    throw new RevschedError('config', `the folder of backups is empty (${where})`, {
      hint: 'leave it out for no backups by the daemon',
    })
  return {value: resolve(origin === 'file' ? dirname(where) : '', value), origin, where}
}

function checkedBackupsKept(setting: Setting<string>): Config['backupsKept'] {
  const {value, where} = setting
  if (/^[1-9]\d{0,2}$/.test(value)) return setting
  throw new RevschedError(
    'config',
    `"${value}" is not a valid backupsKept (${where}): it takes a whole number from 1 to 999`,
    {hint: 'leave it out for 7; no backupFolder is no backups'},
  )
}

function checkedLevel({value, origin, where}: Setting<string>): Config['logLevel'] {
  const level = logLevels.find(known => known === value)
  if (level) return {value: level, origin, where}
  throw new RevschedError(
    'config',
    `"${value}" is not a valid logLevel (${where}): it takes ${logLevels.join(', ')}`,
    {hint: 'info tells of every run'},
  )
}
