import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, it} from 'vitest'
import {serviceInstallCommand} from '../../src/cli/commands/service-install.js'
import {servicePrintCommand} from '../../src/cli/commands/service-print.js'
import {root} from '../support/program.js'
import {jsonOf, runCommand} from '../support/run-command.js'

const page = readFileSync(join(root, 'docs/running.md'), 'utf8')

it.each([false, true])(
  'the page has what service install tells to type next (--system: %s)',
  async system => {
    const input = {system, launchd: false, json: true, force: false}
    const {next} = jsonOf(await runCommand(serviceInstallCommand, input)) as {next: string[]}
    expect(next.filter(command => !page.includes(command))).toEqual([])
  },
)

it('the page has the numbers of the unit', async () => {
  const {out} = await runCommand(servicePrintCommand, {system: true, launchd: false, json: false})
  const numberOf = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(out)![1]
  expect(page).toContain(`${numberOf('RestartSec')} seconds after it failed`)
  expect(page).toContain(`not been heard of for ${numberOf('WatchdogSec')} seconds`)
  expect(page).toContain(/^#(LoadCredential=.*)$/m.exec(out)![1])
  const [usage, config, forbidden] = numberOf('RestartPreventExitStatus')!.split(' ')
  expect(page).toContain(`(exit codes ${usage}, ${config} and ${forbidden})`)
})
