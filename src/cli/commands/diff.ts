import * as z from 'zod/mini'
import {leftBetween} from '../../app/left-between.js'
import {RevschedError} from '../../domain/errors.js'
import {changesBetween} from '../../domain/review/changes.js'
import {diffText} from '../../report/changes-text.js'
import {runJson} from '../../report/run-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'
import {storedAnalysis} from '../stored-analysis.js'

export const diffCommand = defineCommand({
  name: 'diff',
  summary: 'Show what changed between two runs',
  arguments: [
    {syntax: '<from>', describe: 'The earlier run: id or start of one, "latest", or <review>@latest'},
    {syntax: '[to]', describe: 'The later run (default latest)'},
  ],
  flags: [jsonFlag],
  examples: ['revsched diff 3f2a91c0', 'revsched diff 3f2a91c0 weekly@latest --json'],
  input: z.strictObject({from: text(), to: z._default(text(), 'latest'), json: flag()}),
  async run(context, {from, to, json}) {
    const {io} = context
    const database = await context.database()
    const userId = (await context.actor()).id
    const earlier = await storedAnalysis(database, userId, from)
    const later = await storedAnalysis(database, userId, to)
    if (earlier.run.id === later.run.id) {
      throw new RevschedError('usage', `"${from}" and "${to}" are the same run`, {
        hint: 'revsched history lists the runs',
      })
    }
    const {left, isWhole} = await leftBetween(database, {
      from: {run: earlier.run, summary: earlier.analysis.summary},
      to: {run: later.run, summary: later.analysis.summary},
    })
    const difference = changesBetween(earlier.analysis, later.analysis, {from: earlier.run.id, left})
    if (json) return printJson(io.out, {from: runJson(earlier.run), to: runJson(later.run), ...difference})
    const runs = {from: earlier.run, to: later.run, isWhole}
    await io.out.write(
      diffText(difference, runs, {width: Math.min(io.out.width, 120), paint: io.out.paint, locale: null}),
    )
  },
})
