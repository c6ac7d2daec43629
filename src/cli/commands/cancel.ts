import * as z from 'zod/mini'
import {cancelRun} from '../../app/cancel-run.js'
import {terminalText} from '../../report/escape.js'
import {runJson} from '../../report/run-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const cancelCommand = defineCommand({
  name: 'cancel',
  summary: 'End a run that waits or runs',
  description:
    'A waiting run is cancelled at once. Of a running one its process is asked, which takes a few seconds at most.',
  arguments: [
    {
      syntax: '<run>',
      describe: 'Id or start of one; "latest" or <review>@latest: the newest that waits or runs',
    },
  ],
  flags: [jsonFlag],
  examples: ['revsched cancel weekly@latest', 'revsched cancel latest --json'],
  input: z.strictObject({run: text(), json: flag()}),
  async run(context, {run: ref, json}) {
    const {io, clock} = context
    const database = await context.database()
    const run = await cancelRun({runs: database, queue: database, clock}, await context.actor(), ref)
    if (json) return printJson(io.out, {run: runJson(run)})
    const name = `run ${run.id.slice(0, 8)} of ${terminalText(run.reviewName)}`
    await io.out.write(run.status === 'cancelled' ? `cancelled ${name}\n` : `asked ${name} to end\n`)
  },
})
