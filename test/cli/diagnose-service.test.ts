import {expect, it} from 'vitest'
import {serviceInstallCommand} from '../../src/cli/commands/service-install.js'
import {diagnoseService} from '../../src/cli/diagnose-service.js'
import {aCommandContext} from '../support/a-command-context.js'
import {runCommand} from '../support/run-command.js'

const install = {system: false, launchd: false, force: false, json: false}

it.each([
  ['a unit of a person', 'linux', install],
  ['the unit of the machine', 'linux', {...install, system: true}],
  ['an agent', 'darwin', install],
])('%s: as install wrote it, then of another Node, then of another hand', async (_, platform, flags) => {
  const context = aCommandContext({host: {platform}})
  expect(await diagnoseService(context)).toEqual([])
  await runCommand(serviceInstallCommand, flags, context)
  const [path] = [...context.host.files.keys()]
  expect(await diagnoseService(context)).toMatchObject([{isOk: true, detail: path}])

  const written = context.host.files.get(path!)!
  context.host.files.set(path!, written.replaceAll('/usr/bin/node', '/opt/node-18/bin/node'))
  expect(await diagnoseService(context)).toMatchObject([
    {
      isOk: false,
      detail: expect.stringMatching(/is out of date: it would say ".*\/usr\/bin\/node/),
      fix: expect.stringMatching(/^(sudo )?revsched service install/),
    },
  ])

  context.host.files.set(path!, 'written by hand')
  expect(await diagnoseService(context)).toEqual([])
})

it('leaves the environment of the daemon to its owner', async () => {
  const context = aCommandContext()
  await runCommand(serviceInstallCommand, install, context)
  const [[path, text] = ['', '']] = [...context.host.files]
  context.host.files.set(path, text.replace('[Service]\n', '[Service]\nEnvironment="REVSCHED_HOME=/srv"\n'))
  expect(await diagnoseService(context)).toMatchObject([{isOk: true}])
})
