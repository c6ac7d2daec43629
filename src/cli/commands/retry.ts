import * as z from 'zod/mini'
import {retryRun} from '../../app/queue-run.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {followRun, tellQueued} from '../queued-run.js'
import {writeReport} from '../render/report-format.js'

export const retryCommand = defineCommand({
  name: 'retry',
  summary: 'Queue a new run for one that has ended',
  description: 'The daemon executes it; the old run stays in the history as it is.',
  arguments: [
    {
      syntax: '<run>',
      describe: 'Id or start of one; "latest" or <review>@latest: the newest that has ended, however',
    },
  ],
  flags: [{syntax: '--wait', describe: 'Follow the new run to its end and print its report'}, jsonFlag],
  examples: ['revsched retry weekly@latest', 'revsched retry 3f2a91c0 --wait --json | jq .review.score'],
  input: z.strictObject({run: text(), wait: flag(), json: flag()}),
  async run(context, {run: ref, wait, json}) {
    const {clock, ids} = context
    const database = await context.database()
    const ports = {queue: database, reviews: database, runs: database, clock, ids}
    const run = await retryRun(ports, await context.actor(), ref)
    if (!wait) return tellQueued(context, {run, isNew: true, json})
    await writeReport(context, await followRun(context, run), {
      format: json ? 'json' : 'text',
      output: undefined,
      allDeals: false,
    })
  },
})
