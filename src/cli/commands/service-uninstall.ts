import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {defineCommand} from '../command.js'
import {printJson} from '../render/json.js'
import {
  checkManager,
  commandsAfterUninstall,
  enablingLink,
  isOurs,
  managerFlags,
  managerFor,
  managerInput,
  servicePath,
} from '../service-file.js'

export const serviceUninstallCommand = defineCommand({
  name: 'service uninstall',
  summary: 'Remove the file that service install wrote; the database stays',
  flags: managerFlags,
  examples: ['revsched service uninstall'],
  input: z.strictObject(managerInput),
  async run({host, io}, input) {
    const manager = managerFor(input, host.platform)
    checkManager(manager, host.platform)
    const service = await host.service()
    const path = servicePath(manager, service)
    const text = await service.read(path)
    if (text === null)
      throw new RevschedError('not-found', `no service is installed: there is no "${path}"`, {
        hint: 'the flags have to be those of service install',
      })
    if (!isOurs(text))
      throw new RevschedError('conflict', `"${path}" was not written by revsched`, {
        hint: 'look at it, and remove it yourself',
      })
    const link = enablingLink(manager, path)
    if (link && (await service.isThere(link.path)))
      throw new RevschedError('conflict', 'the service is still enabled', {hint: link.disable})
    await service.remove(path)
    const next = commandsAfterUninstall(manager)
    if (input.json) return printJson(io.out, {manager, path, next})
    await io.out.write(`removed ${path}\nnext:\n${next.map(command => `  ${command}\n`).join('')}`)
  },
})
