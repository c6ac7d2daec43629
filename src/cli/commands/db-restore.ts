import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {filePath, flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const dbRestoreCommand = defineCommand({
  name: 'db restore',
  summary: 'Put a backup in the place of the database',
  description:
    'Put a backup in the place of the database. The backup is verified first, and the present file is kept beside it.',
  arguments: [{syntax: '<file>', describe: 'A file that db backup wrote'}],
  flags: [jsonFlag],
  examples: ['revsched db restore revsched-backup.db'],
  input: z.strictObject({file: filePath('<file>', 'revsched-backup.db'), json: flag()}),
  async run({config, files, host, io}, {file, json}) {
    const result = await files.restore(config.database.value, resolve(host.cwd, file))
    if (json) return printJson(io.out, result)
    await io.out.write(
      `restored ${result.path}\n${result.replacedPath ? `the database before it is kept as ${result.replacedPath}\n` : ''}`,
    )
  },
})
