import {describe, expect, it} from 'vitest'
import {serviceInstallCommand} from '../../../src/cli/commands/service-install.js'
import {servicePrintCommand} from '../../../src/cli/commands/service-print.js'
import {serviceUninstallCommand} from '../../../src/cli/commands/service-uninstall.js'
import type {ServiceHost} from '../../../src/cli/context.js'
import {aCommandContext, aHost} from '../../support/a-command-context.js'
import {jsonOf, runCommand} from '../../support/run-command.js'
import {unitWords} from '../../support/unit-words.js'

const flags = {system: false, launchd: false, json: false}
const install = {...flags, force: false}
const userPath = '/home/ann/.config/systemd/user/revsched.service'
const systemPath = '/etc/systemd/system/revsched.service'
const agentPath = '/home/ann/Library/LaunchAgents/revsched.daemon.plist'

const changed = async (changes: Partial<ServiceHost>) => {
  const service = {...(await aHost().service()), ...changes}
  return {service: async () => service}
}
const flagged = (value: string) => ({value, origin: 'flag' as const, where: '--database'})

const execStart = (text: string) => unitWords(/^ExecStart=(.*)$/m.exec(text)![1]!)
const command = ['/usr/bin/node', '/usr/lib/node_modules/revsched/bin/revsched.js', 'daemon']

describe('service install', () => {
  it.each([
    ['the unit of a person', flags, 'linux', userPath, 'systemctl --user enable --now revsched.service'],
    [
      'the unit of the machine',
      {...flags, system: true},
      'linux',
      systemPath,
      'sudo systemctl enable --now revsched.service',
    ],
    ['an agent on macOS', flags, 'darwin', agentPath, `launchctl bootstrap gui/$(id -u) "${agentPath}"`],
    [
      'an agent that was asked for',
      {...flags, launchd: true},
      'darwin',
      agentPath,
      `launchctl bootstrap gui/$(id -u) "${agentPath}"`,
    ],
  ])('writes %s and tells what to type next', async (_, chosen, platform, path, expected) => {
    const {out, files} = await runCommand(
      serviceInstallCommand,
      {...chosen, force: false},
      {host: {platform}},
    )
    expect([...files.keys()]).toEqual([path])
    expect(files.get(path)).toContain('Written by revsched service install')
    expect(out).toContain(`wrote ${path}\nnext:\n`)
    expect(out).toContain(`  ${expected}\n`)
  })

  it('has the user linger, so that the daemon runs without a login', async () => {
    expect((await runCommand(serviceInstallCommand, install)).out).toMatch(/\n {2}loginctl enable-linger\n$/)
  })

  it('replaces its own file, and then tells how to restart', async () => {
    const context = aCommandContext()
    await runCommand(serviceInstallCommand, install, context)
    context.host.files.set(userPath, `${context.host.files.get(userPath)}# older\n`)
    const again = await runCommand(serviceInstallCommand, {...install, json: true}, context)
    expect(jsonOf(again)).toEqual({
      manager: 'systemd-user',
      path: userPath,
      isReplaced: true,
      next: [
        'systemctl --user daemon-reload',
        'systemctl --user enable --now revsched.service',
        'systemctl --user restart revsched.service',
        'loginctl enable-linger',
      ],
    })
    expect(context.host.files.get(userPath)).not.toContain('# older')
  })

  it("replaces nobody else's file without --force", async () => {
    const context = aCommandContext()
    context.host.files.set(userPath, '[Service]\n')
    const {error, files} = await runCommand(serviceInstallCommand, install, context)
    expect(error).toMatchObject({code: 'conflict', hint: expect.stringContaining('--force')})
    expect(files.get(userPath)).toBe('[Service]\n')
    expect((await runCommand(serviceInstallCommand, {...install, force: true}, context)).error).toBeNull()
    expect(files.get(userPath)).toContain('ExecStart=')
  })

  it.each([
    ['/root/.nvm/versions/node/v24.1.0/bin/node', '/usr/lib/node_modules/revsched/bin/revsched.js'],
    ['/usr/bin/node', '/home/ann/revsched/bin/revsched.js'],
    ['/usr/bin/node', '/tmp/revsched/bin/revsched.js'],
  ])('writes no unit of the machine that could not see %s or %s', async (nodePath, scriptPath) => {
    const host = await changed({nodePath, scriptPath})
    const system = {...install, system: true}
    expect((await runCommand(serviceInstallCommand, system, {host})).error).toMatchObject({code: 'config'})
    expect((await runCommand(serviceInstallCommand, install, {host})).error).toBeNull()
    const printed = await runCommand(servicePrintCommand, {...flags, system: true}, {host})
    expect(printed.err).toMatch(/^warning: this unit does not see "/)
  })

  it.each([
    ['systemd on macOS', {system: true}, 'darwin'],
    ['launchd on Linux', {launchd: true}, 'linux'],
    ['both', {system: true, launchd: true}, 'linux'],
    ['anything on Windows', {}, 'win32'],
  ])('refuses %s', async (_, chosen, platform) => {
    for (const command of [serviceInstallCommand, serviceUninstallCommand]) {
      const {error, files} = await runCommand(command, {...install, ...chosen}, {host: {platform}})
      expect(error).toMatchObject({code: 'usage'})
      expect(files.size).toBe(0)
    }
  })
})

describe('the daemon that is started', () => {
  it('is this Node with this program', async () => {
    expect(execStart((await runCommand(servicePrintCommand, flags)).out)).toEqual(command)
  })

  it('works on the database and as the user that the flags name', async () => {
    const config = {database: flagged('/data/a b.db'), user: flagged('bob')}
    const {out} = await runCommand(servicePrintCommand, flags, {config})
    expect(execStart(out)).toEqual([...command, '--database', '/data/a b.db', '--user', 'bob'])
    const system = await runCommand(servicePrintCommand, {...flags, system: true}, {config})
    expect(system.error).toMatchObject({code: 'usage'})
  })

  it('has the folders and settings of this shell, and no secret', async () => {
    const env = {
      REVSCHED_HOME: 'mine',
      XDG_DATA_HOME: '/data',
      // Ignored here and by the daemon alike.
      XDG_CONFIG_HOME: 'relative',
      REVSCHED_TIMEZONE: 'Europe/Berlin',
      REVSCHED_MASTER_KEY: 'secret',
      HOME: '/home/ann',
    }
    const {out} = await runCommand(servicePrintCommand, flags, {host: await changed({env})})
    expect(out.match(/^Environment=.*$/gm)).toEqual([
      'Environment=REVSCHED_HOME=/data/mine',
      'Environment=XDG_CONFIG_HOME=relative',
      'Environment=XDG_DATA_HOME=/data',
      'Environment=REVSCHED_TIMEZONE=Europe/Berlin',
    ])
    const system = {...flags, system: true}
    expect((await runCommand(servicePrintCommand, system, {host: await changed({env})})).out).not.toContain(
      'Environment=',
    )
  })

  it('has no line break in its command', async () => {
    const host = await changed({scriptPath: '/opt/a\nExecStartPre=/bin/evil/revsched.js'})
    expect((await runCommand(servicePrintCommand, flags, {host})).error).toMatchObject({code: 'config'})
  })

  it('is described as JSON, too', async () => {
    const printed = jsonOf(await runCommand(servicePrintCommand, {...flags, launchd: true, json: true}))
    expect(printed).toMatchObject({manager: 'launchd', path: agentPath})
    expect(printed.text).toContain('<plist version="1.0">')
  })
})

describe('service uninstall', () => {
  async function installed() {
    const context = aCommandContext()
    await runCommand(serviceInstallCommand, install, context)
    return context
  }

  it('removes what install wrote, and tells what to type next', async () => {
    const {out, files} = await runCommand(serviceUninstallCommand, flags, await installed())
    expect(files.size).toBe(0)
    expect(out).toBe(
      `removed ${userPath}\nnext:\n  systemctl --user stop revsched.service\n  systemctl --user daemon-reload\n`,
    )
    expect(
      jsonOf(await runCommand(serviceUninstallCommand, {...flags, json: true}, await installed())),
    ).toMatchObject({
      manager: 'systemd-user',
      path: userPath,
    })
  })

  it('leaves an enabled unit: systemd would keep a link to nothing', async () => {
    const context = await installed()
    context.host.files.set('/home/ann/.config/systemd/user/default.target.wants/revsched.service', '')
    const {error, files} = await runCommand(serviceUninstallCommand, flags, context)
    expect(error).toMatchObject({code: 'conflict', hint: 'systemctl --user disable --now revsched.service'})
    expect(files.has(userPath)).toBe(true)
  })

  it('leaves what is not its own, and fails where nothing is', async () => {
    const context = aCommandContext()
    expect((await runCommand(serviceUninstallCommand, flags, context)).error).toMatchObject({
      code: 'not-found',
    })
    context.host.files.set(userPath, '[Service]\n')
    expect((await runCommand(serviceUninstallCommand, flags, context)).error).toMatchObject({
      code: 'conflict',
    })
    expect(context.host.files.get(userPath)).toBe('[Service]\n')
  })
})
