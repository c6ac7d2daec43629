import * as z from 'zod/mini'
import {readApschedulerExport} from '../../config/apscheduler-export.js'
import {readApscheduler} from '../../domain/foreign-jobs/apscheduler.js'
import {defineCommand} from '../command.js'
import {importFlags, importInput, importJobs} from '../import-jobs.js'
import {oneOf} from '../inputs.js'
import {readInput} from '../read-input.js'

const weekdays = ['apscheduler', 'cron'] as const

export const importApschedulerCommand = defineCommand({
  name: 'import apscheduler',
  summary: 'Schedule reviews at the times of cron jobs of APScheduler 3',
  description:
    'Schedule reviews at the times of cron jobs of APScheduler 3, from an export of their names, cron triggers and time zones. Numbers in ' +
    'day_of_week begin with Monday there and with Sunday in cron: both are shown.',
  arguments: [{syntax: '<file>', describe: 'JSON or CSV; "-" is standard input'}],
  flags: [
    {
      syntax: '--weekdays <reading>',
      describe:
        'What a number in day_of_week means: as APScheduler reads it (0 is Monday), or as cron does (0 is Sunday)',
      choices: weekdays,
    },
    ...importFlags,
  ],
  examples: [
    'revsched import apscheduler jobs.json --dry-run',
    'revsched import apscheduler jobs.csv --connection emea --timezone Europe/Berlin',
    'revsched import apscheduler jobs.json --connection emea --prefix old- --weekdays cron',
  ],
  input: z.strictObject({weekdays: z._default(oneOf(weekdays), 'apscheduler'), ...importInput}),
  async run(context, {weekdays, ...input}) {
    const content = await readInput(context.host, input.file)
    const jobs = readApschedulerExport(content, await context.csvRecords())
    await importJobs(context, readApscheduler(jobs, {weekdays}), input)
  },
})
