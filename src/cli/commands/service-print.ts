import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {printJson} from '../render/json.js'
import {
  hiddenProgram,
  managerFlags,
  managerFor,
  managerInput,
  servicePath,
  serviceText,
} from '../service-file.js'

export const servicePrintCommand = defineCommand({
  name: 'service print',
  summary: 'Show the file that service install would write',
  flags: managerFlags,
  examples: ['revsched service print', 'revsched service print --system', 'revsched service print --launchd'],
  input: z.strictObject(managerInput),
  async run(context, input) {
    const {host, io} = context
    const manager = managerFor(input, host.platform)
    const service = await host.service()
    const text = serviceText(manager, context, service)
    if (input.json) return printJson(io.out, {manager, path: servicePath(manager, service), text})
    await io.out.write(text)
    const hidden = hiddenProgram(manager, service)
    if (hidden)
      await io.err.write(
        `warning: this unit does not see "${hidden}"; install Node and revsched for all users\n`,
      )
  },
})
