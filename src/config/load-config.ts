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
  const path = join(sources.folders.config, 'config.yaml')
  const file = await readConfigFile(path, sources.readFile)
  const setting = <Value extends string | null>(key: Key, fallback: Value): Setting<string | Value> => {
    const flag = sources.flags[key as keyof typeof sources.flags]
    if (flag !== undefined) return {value: flag, origin: 'flag', where: `--${key}`}
    const variable = `REVSCHED_${key.toUpperCase()}`
    const fromEnv = sources.env[variable]
    if (fromEnv) return {value: fromEnv, origin: 'env', where: variable}
    const fromFile = file[key]
    if (fromFile !== undefined) return {value: fromFile, origin: 'file', where: path}
    return {value: fallback, origin: 'default', where: ''}
  }
  const config: Config = {
    database: checkedDatabase(setting('database', join(sources.folders.data, 'revsched.db'))),
    user: setting('user', sources.account),
    timezone: await checkedZone(setting('timezone', null)),
    ruleset: besideFile(setting('ruleset', 'recommended')),
    color: checkedColor(setting('color', 'auto')),
    concurrency: checkedConcurrency(setting('concurrency', null)),
    logLevel: checkedLevel(setting('logLevel', 'info')),
  }
  return {config, path}
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

function checkedLevel({value, origin, where}: Setting<string>): Config['logLevel'] {
  const level = logLevels.find(known => known === value)
  if (level) return {value: level, origin, where}
  throw new RevschedError(
    'config',
    `"${value}" is not a valid logLevel (${where}): it takes ${logLevels.join(', ')}`,
    {hint: 'info tells of every run'},
  )
}
