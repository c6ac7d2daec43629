import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {checkLines} from '../render/check-lines.js'
import {printJson} from '../render/json.js'

export const dbCheckCommand = defineCommand({
  name: 'db check',
  summary: 'Check the database file in full',
  flags: [jsonFlag],
  examples: ['revsched db check', 'revsched db check --json'],
  input: z.strictObject({json: flag()}),
  async run(context, {json}) {
    const {io} = context
    const database = await context.database()
    const checks = await database.check({full: true})
    const bad = checks.filter(check => !check.isOk)
    const isOk = bad.length === 0
    if (json) await printJson(io.out, {path: database.path, isOk, checks})
    else await io.out.write(`${database.path}\n${checkLines(checks, io.out.paint)}`)
    if (!isOk)
      throw new RevschedError('storage', 'the database has a problem', {
        hint: bad.every(({fix}) => fix) ? bad[0]!.fix! : 'restore a backup: revsched db restore <file>',
      })
  },
})
