import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {filePath, flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const dbBackupCommand = defineCommand({
  name: 'db backup',
  summary: 'Write a verified copy of the database, also while it is in use',
  arguments: [{syntax: '<file>', describe: 'New file to write'}],
  flags: [jsonFlag],
  examples: ['revsched db backup revsched-backup.db'],
  input: z.strictObject({file: filePath('<file>', 'revsched-backup.db'), json: flag()}),
  async run(context, {file, json}) {
    const written = await (await context.database()).backup(resolve(context.host.cwd, file))
    if (json) return printJson(context.io.out, written)
    await context.io.out.write(`wrote ${written.path} (${Math.ceil(written.bytes / 1024)} kB), verified\n`)
  },
})
