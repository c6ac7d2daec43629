import * as z from 'zod/mini'
import {readCrontab} from '../../domain/foreign-jobs/crontab.js'
import {defineCommand} from '../command.js'
import {importFlags, importInput, importJobs} from '../import-jobs.js'
import {flag, text} from '../inputs.js'
import {readInput} from '../read-input.js'

export const importCrontabCommand = defineCommand({
  name: 'import crontab',
  summary: 'Schedule reviews at the times of a crontab',
  description:
    'Schedule reviews at the times of a crontab. Its lines stay as they are: take them out once the reviews run, or both do.',
  arguments: [{syntax: '<file>', describe: 'The crontab; "-" is standard input'}],
  flags: [
    {syntax: '--match <text>', describe: 'Only lines that hold this text'},
    {syntax: '--system', describe: 'A user stands before each command, as in /etc/crontab and /etc/cron.d'},
    ...importFlags,
  ],
  examples: [
    'revsched import crontab crontab.txt --match run-review --dry-run',
    'revsched import crontab - --match run-review --connection emea < crontab.txt',
    'revsched import crontab system-crontab --system --connection emea --skip-refused',
  ],
  input: z.strictObject({match: z.optional(text()), system: flag(), ...importInput}),
  async run(context, {match, system, ...input}) {
    const crontab = await readInput(context.host, input.file)
    await importJobs(context, readCrontab(crontab, {hasUser: system, match: match ?? null}), input)
  },
})
