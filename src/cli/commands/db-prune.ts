import * as z from 'zod/mini'
import {keptHistory, pruneHistory} from '../../app/prune-history.js'
import {count, counted} from '../../report/amounts.js'
import {defineCommand} from '../command.js'
import {duration, durationText, flag, jsonFlag, wholeNumber} from '../inputs.js'
import {printJson} from '../render/json.js'

const dayMs = 86_400_000

export const dbPruneCommand = defineCommand({
  name: 'db prune',
  summary: 'Remove old runs and events',
  description:
    'Remove runs that are old, or too many for their review, with their results. The newest result of each review stays, and so ' +
    'do runs that wait, run, or have messages that are not sent yet. A daemon does the same once a day with the defaults. The file keeps its size; the space is used again.',
  flags: [
    {
      syntax: '--keep <n>',
      describe: `Runs to keep of each review (default ${count(keptHistory.runsPerReview)})`,
    },
    {
      syntax: '--older-than <time>',
      describe: `Remove what is older, as 90d (default ${durationText(keptHistory.forMs)})`,
    },
    jsonFlag,
  ],
  examples: ['revsched db prune', 'revsched db prune --keep 100 --older-than 90d --json'],
  input: z.strictObject({
    keep: z.optional(wholeNumber('--keep', 1, 1_000_000)),
    olderThan: z.optional(duration('--older-than', dayMs, 36_500 * dayMs)),
    json: flag(),
  }),
  async run(context, {keep, olderThan, json}) {
    const {io, clock, signal} = context
    const store = await context.database()
    const kept = {
      runsPerReview: keep ?? keptHistory.runsPerReview,
      forMs: olderThan ?? keptHistory.forMs,
    }
    const removed = await pruneHistory({store, clock}, kept, signal)
    if (json) await printJson(io.out, removed)
    else
      await io.out.write(`removed ${counted(removed.runs, 'run')} and ${counted(removed.events, 'event')}\n`)
    // What was removed before Ctrl-C is told all the same.
    signal.throwIfAborted()
  },
})
