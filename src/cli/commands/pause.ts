import * as z from 'zod/mini'
import {pauseScheduledReview} from '../../app/pause-scheduled-review.js'
import {shellWord} from '../../domain/shell-word.js'
import {terminalText} from '../../report/escape.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const pauseCommand = defineCommand({
  name: 'pause',
  summary: 'Stop a scheduled review until it is resumed',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [{syntax: '--reason <text>', describe: 'Why; list and show tell it'}, jsonFlag],
  examples: ['revsched pause weekly', 'revsched pause weekly --reason "CRM migration until Friday"'],
  input: z.strictObject({ref: text(), reason: z.optional(text()), json: flag()}),
  async run(context, {ref, reason, json}) {
    const database = await context.database()
    const actor = await context.actor()
    const review = await pauseScheduledReview({reviews: database, clock: context.clock}, actor, {
      ref,
      reason: reason ?? null,
    })
    if (json)
      return printJson(context.io.out, scheduledReviewJson(await database.findReview(actor.id, review.id)))
    await context.io.out.write(
      `paused ${terminalText(review.name)}; it runs again after: revsched resume ${terminalText(shellWord(review.name))}\n`,
    )
  },
})
