import * as z from 'zod/mini'
import {terminalText} from '../../report/escape.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const removeCommand = defineCommand({
  name: 'remove',
  summary: 'Delete a scheduled review; its history stays',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched remove weekly', 'revsched remove weekly --json'],
  input: z.strictObject({ref: text(), json: flag()}),
  async run(context, {ref, json}) {
    const database = await context.database()
    const actor = await context.actor()
    const review = await database.findReview(actor.id, ref)
    await database.removeReview(actor.id, review.id)
    if (json) return printJson(context.io.out, scheduledReviewJson(review))
    await context.io.out.write(`removed ${terminalText(review.name)}; its past runs stay in the history\n`)
  },
})
