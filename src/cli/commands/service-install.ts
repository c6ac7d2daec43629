import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {defineCommand} from '../command.js'
import {flag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {
  checkManager,
  commandsAfterInstall,
  hiddenProgram,
  isOurs,
  managerFlags,
  managerFor,
  managerInput,
  servicePath,
  serviceText,
} from '../service-file.js'

export const serviceInstallCommand = defineCommand({
  name: 'service install',
  summary: 'Have the daemon started and kept running by systemd or launchd',
  description:
    'Writes the unit or agent that starts `revsched daemon` with this Node and this copy of revsched, and prints what to type ' +
    'next. Nothing is started by it. Run it again after Node or revsched has moved. --system writes to /etc, which takes sudo.',
  flags: [...managerFlags, {syntax: '--force', describe: 'Replace a file that revsched did not write'}],
  examples: ['revsched service install', 'revsched service install --json | jq -r ".next[]"'],
  input: z.strictObject({...managerInput, force: flag()}),
  async run(context, input) {
    const {host, io} = context
    const manager = managerFor(input, host.platform)
    checkManager(manager, host.platform)
    const service = await host.service()
    const path = servicePath(manager, service)
    const text = serviceText(manager, context, service)
    const hidden = hiddenProgram(manager, service)
    if (hidden)
      throw new RevschedError(
        'config',
        `the system unit would not see "${hidden}": homes and /tmp are hidden from it`,
        {
          hint: 'install Node and revsched for all users, or leave out --system',
        },
      )
    const before = await service.read(path)
    if (before !== null && !isOurs(before) && !input.force)
      throw new RevschedError('conflict', `"${path}" was not written by revsched`, {
        hint: 'look at it; --force replaces it',
      })
    await service.write(path, text)
    const next = commandsAfterInstall(manager, path, {isReplaced: before !== null})
    if (input.json) return printJson(io.out, {manager, path, isReplaced: before !== null, next})
    const verb = before === null ? 'wrote' : 'replaced'
    await io.out.write(`${verb} ${path}\nnext:\n${next.map(command => `  ${command}\n`).join('')}`)
  },
})
