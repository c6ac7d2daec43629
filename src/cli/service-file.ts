import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {RevschedError} from '../domain/errors.js'
import {shellWord} from '../domain/shell-word.js'
import type {CommandContext, ServiceHost} from './context.js'
import {flag, jsonFlag} from './inputs.js'
import {launchdLabel, launchdPlist} from './render/launchd-plist.js'
import {systemdSystemUnit, systemdUserUnit} from './render/systemd-unit.js'

/** Who starts the daemon: a person's systemd, that of the machine, or launchd of macOS. */
export type Manager = 'systemd-user' | 'systemd-system' | 'launchd'

/** What a service manager starts: `<node> <script> <args>`. */
export type ServiceProgram = {
  nodePath: string
  scriptPath: string
  args: readonly string[]
  environment: Readonly<Record<string, string>>
}

export const managerFlags = [
  {syntax: '--system', describe: 'For the whole machine: a locked-down systemd unit in /etc'},
  {syntax: '--launchd', describe: 'For launchd (the default on macOS)'},
  jsonFlag,
]

export const managerInput = {system: flag(), launchd: flag(), json: flag()}

const managerSchema = z.strictObject(managerInput)
type ManagerInput = z.infer<typeof managerSchema>

/** In every file that install writes, and in no other: what has it may be replaced and removed. */
const mark = 'Written by revsched service install'

export function isOurs(text: string): boolean {
  return text.includes(mark)
}

export function managerFor({system, launchd}: ManagerInput, platform: string): Manager {
  if (system && launchd)
    throw new RevschedError(
      'usage',
      '--system and --launchd exclude each other: launchd has no system service here',
      {hint: 'leave out one of them'},
    )
  if (system) return 'systemd-system'
  return launchd || platform === 'darwin' ? 'launchd' : 'systemd-user'
}

/** Throws `usage` where the manager does not exist: its file would only lie about. */
export function checkManager(manager: Manager, platform: string): void {
  const home = manager === 'launchd' ? 'darwin' : 'linux'
  if (platform === home) return
  const name = manager === 'launchd' ? 'launchd' : 'systemd'
  throw new RevschedError('usage', `there is no ${name} on this system ("${platform}")`, {
    hint: 'service print shows the text; docs/running.md tells how else the daemon can be started',
  })
}

export function servicePath(manager: Manager, {homeFolder, configFolder}: ServiceHost): string {
  switch (manager) {
    case 'systemd-user':
      return resolve(configFolder, 'systemd/user/revsched.service')
    case 'systemd-system':
      return '/etc/systemd/system/revsched.service'
    case 'launchd':
      return resolve(homeFolder, `Library/LaunchAgents/${launchdLabel}.plist`)
  }
}

export function serviceText(manager: Manager, {config, host}: CommandContext, service: ServiceHost): string {
  const isSystem = manager === 'systemd-system'
  if (isSystem && config.database.origin === 'flag')
    throw new RevschedError(
      'usage',
      '--database does not go with --system: its database is in /var/lib/revsched',
      {
        hint: 'move the database there, or leave out --system',
      },
    )
  const settings = (['database', 'user'] as const).filter(key => config[key].origin === 'flag')
  const program = {
    nodePath: service.nodePath,
    scriptPath: service.scriptPath,
    args: ['daemon', ...settings.flatMap(key => [`--${key}`, config[key].value])],
    // A machine's service has folders of its own, and not the variables of whoever installs it.
    environment: isSystem ? {} : environmentFrom(service.env, host.cwd),
  }
  checkWords(program)
  if (manager === 'systemd-user') return systemdUserUnit(mark, program)
  if (isSystem) return systemdSystemUnit(mark, program)
  return launchdPlist(mark, program, resolve(service.homeFolder, 'Library/Logs/revsched.log'))
}

const pathVariables = ['REVSCHED_HOME', 'REVSCHED_DATABASE']
const plainVariables = [
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'REVSCHED_USER',
  'REVSCHED_TIMEZONE',
  'REVSCHED_RULESET',
]

/** The daemon must work on what the commands of this shell work on. Secrets are not passed on: they do not belong into this file. */
function environmentFrom(env: NodeJS.ProcessEnv, cwd: string): Record<string, string> {
  const set = (names: readonly string[], change: (value: string) => string) =>
    names.flatMap(name => (env[name] ? [[name, change(env[name])]] : []))
  return Object.fromEntries([
    ...set(pathVariables, value => resolve(cwd, value)),
    ...set(plainVariables, value => value),
  ])
}

function checkWords({nodePath, scriptPath, args, environment}: ServiceProgram): void {
  const bad = [nodePath, scriptPath, ...args, ...Object.values(environment)].find(word =>
    /[\u0000-\u001f\u007f]/.test(word),
  )
  if (bad !== undefined)
    throw new RevschedError(
      'config',
      `${JSON.stringify(bad)} has a control character, which no service file can hold`,
      {hint: 'give the folder, file or setting another name'},
    )
}

/** The program's files that the system unit would not see, which keeps homes and /tmp out of its sight; null if it sees all. */
export function hiddenProgram(manager: Manager, {nodePath, scriptPath}: ServiceHost): string | null {
  if (manager !== 'systemd-system') return null
  return [nodePath, scriptPath].find(path => /^\/(home|root|run\/user|tmp|var\/tmp)\//.test(path)) ?? null
}

/** What to type after install, in order. */
export function commandsAfterInstall(
  manager: Manager,
  path: string,
  {isReplaced}: {isReplaced: boolean},
): string[] {
  const again = (command: string) => (isReplaced ? [command] : [])
  switch (manager) {
    case 'systemd-user':
      return [
        'systemctl --user daemon-reload',
        'systemctl --user enable --now revsched.service',
        ...again('systemctl --user restart revsched.service'),
        'loginctl enable-linger',
      ]
    case 'systemd-system':
      return [
        'sudo useradd --system --user-group --no-create-home --home-dir /var/lib/revsched --shell /usr/sbin/nologin revsched',
        'sudo systemctl daemon-reload',
        'sudo systemctl enable --now revsched.service',
        ...again('sudo systemctl restart revsched.service'),
      ].slice(isReplaced ? 1 : 0)
    case 'launchd':
      return [
        ...again(`launchctl bootout gui/$(id -u)/${launchdLabel}`),
        `launchctl bootstrap gui/$(id -u) ${shellWord(path)}`,
      ]
  }
}

/** What to type after uninstall. */
export function commandsAfterUninstall(manager: Manager): string[] {
  switch (manager) {
    case 'systemd-user':
      return ['systemctl --user stop revsched.service', 'systemctl --user daemon-reload']
    case 'systemd-system':
      return ['sudo systemctl stop revsched.service', 'sudo systemctl daemon-reload']
    case 'launchd':
      return [`launchctl bootout gui/$(id -u)/${launchdLabel}`]
  }
}

/** The link by which systemd starts an enabled unit: it would be left behind, and point nowhere. */
export function enablingLink(manager: Manager, path: string): {path: string; disable: string} | null {
  switch (manager) {
    case 'systemd-user':
      return {
        path: resolve(path, '../default.target.wants/revsched.service'),
        disable: 'systemctl --user disable --now revsched.service',
      }
    case 'systemd-system':
      return {
        path: resolve(path, '../multi-user.target.wants/revsched.service'),
        disable: 'sudo systemctl disable --now revsched.service',
      }
    case 'launchd':
      return null
  }
}
