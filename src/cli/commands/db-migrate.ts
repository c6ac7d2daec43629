import * as z from 'zod/mini'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'

export const dbMigrateCommand = defineCommand({
  name: 'db migrate',
  summary: 'Bring the database to this version, after a backup',
  description:
    'Bring the database to this version, after a backup. Every command does the same when it opens an older database.',
  flags: [jsonFlag],
  examples: ['revsched db migrate'],
  input: z.strictObject({json: flag()}),
  async run({config, files, io}, {json}) {
    const result = await files.migrate(config.database.value)
    if (json) return printJson(io.out, result)
    const what =
      result.from === result.to
        ? `is at version ${result.to} already`
        : `went from version ${result.from} to ${result.to}`
    await io.out.write(
      `${config.database.value} ${what}\n${result.backupPath ? `backup: ${result.backupPath}\n` : ''}`,
    )
  },
})
