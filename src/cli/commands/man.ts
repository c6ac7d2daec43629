import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const manCommand = defineCommand({
  name: 'man',
  summary: 'Print the man page: every command, flag, exit code, file and variable',
  description:
    'Print the man page revsched(1): every command, flag, exit code, file and variable. "npm install --global" puts it where man finds it.',
  flags: [jsonFlag],
  examples: ['revsched man | man -l - | head -20', 'revsched man > revsched.1'],
  input: z.strictObject({json: flag()}),
  async run({io, version}, {json}) {
    const [{commands, globalFlags}, {manPage}] = await Promise.all([
      import('../program.js'),
      import('../render/man-page.js'),
    ])
    const loaded = await Promise.all(Object.values(commands).map(load => load()))
    const page = manPage({commands: loaded, globalFlags, version})
    await (json ? printJson(io.out, {name: 'revsched', section: 1, page}) : io.out.write(page))
  },
})
