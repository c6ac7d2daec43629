import * as z from 'zod/mini'
import {nextDue} from '../../app/plan-schedule.js'
import {resumeScheduledReview} from '../../app/resume-scheduled-review.js'
import {takeBackSchedule} from '../../app/take-back-schedule.js'
import {localText} from '../../domain/schedule/local-time.js'
import {terminalText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import {scheduledReviewJson} from '../../report/scheduled-review-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const resumeCommand = defineCommand({
  name: 'resume',
  summary: 'Let a paused scheduled review run again',
  description:
    'Let a paused scheduled review run again, from its next time on; what it missed is not caught up.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [
    {
      syntax: '--from-now',
      describe: 'After the clock was ahead: forget what was decided for times that have not come',
    },
    jsonFlag,
  ],
  examples: ['revsched resume weekly', 'revsched resume weekly --from-now'],
  input: z.strictObject({ref: text(), fromNow: flag(), json: flag()}),
  async run(context, {ref, fromNow, json}) {
    const {io, clock} = context
    const database = await context.database()
    const actor = await context.actor()
    if (fromNow) await takeBackSchedule({reviews: database, queue: database, clock}, actor, ref)
    const review = await resumeScheduledReview({reviews: database, clock}, actor, ref)
    if (json) return printJson(io.out, scheduledReviewJson(await database.findReview(actor.id, review.id)))
    const now = clock.now()
    const due = nextDue(review, now)
    const next = due
      ? `; next run ${localText(due, review.timezoneCanonical)} (${relativeTime(due, now)})`
      : ''
    await io.out.write(`resumed ${terminalText(review.name)}${next}\n`)
  },
})
