import * as z from 'zod/mini'
import {editScheduledReview} from '../../app/edit-scheduled-review.js'
import {RevschedError} from '../../domain/errors.js'
import {shellWord} from '../../domain/shell-word.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {changedDelivery, deliveryFlags, deliveryInput, noDeliveryFlags} from '../delivery-flags.js'
import {checkCondition, noFilterFlag, noFilterInput} from '../filter-flags.js'
import {flag, jsonFlag, text, texts} from '../inputs.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {changedPing, noPingFlag, noPingInput, pingFlags, pingInput} from '../ping-flags.js'
import {deliveryLines} from '../render/delivery-lines.js'
import {filterLine} from '../render/filter-line.js'
import {printJson} from '../render/json.js'
import {pingLine} from '../render/ping-line.js'
import {savedReviewJson} from '../render/saved-review-json.js'
import {scheduleLines, warningLines} from '../render/schedule-lines.js'
import {givenSettings, scheduleFlags, scheduleInput} from '../schedule-flags.js'

export const editCommand = defineCommand({
  name: 'edit',
  summary: 'Change a scheduled review',
  description: 'Change a scheduled review; what is not given stays. Its history stays too.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [
    {syntax: '--name <name>', describe: 'A new name'},
    ...scheduleFlags,
    ...deliveryFlags,
    ...noDeliveryFlags,
    ...pingFlags,
    noPingFlag,
    noFilterFlag,
    jsonFlag,
  ],
  examples: [
    'revsched edit weekly --schedule "every tuesday at 7:30"',
    'revsched edit weekly --name weekly-emea --timezone Europe/London',
    'revsched edit weekly --channel pipeline --channel board --deliver-when score-drop:5',
    'revsched edit weekly --ping-url-stdin < ping-url.txt',
  ],
  input: z.strictObject({
    ref: text(),
    name: z.optional(text()),
    ...scheduleInput,
    ...deliveryInput,
    without: texts(),
    ...pingInput,
    ...noPingInput,
    ...noFilterInput,
    json: flag(),
  }),
  async run(context, {ref, name, json, ...input}) {
    const {io, clock, host} = context
    await checkCondition(context, input)
    const changes = {
      ...givenSettings(input, host),
      ...(name === undefined ? {} : {name}),
      ...(await changedPing(context, input)),
      ...(await changedDelivery(context, ref, input)),
    }
    if (Object.keys(changes).length === 0 && input.filter) {
      throw new RevschedError('usage', 'there is nothing to change', {
        hint: 'revsched edit --help shows what can be changed',
      })
    }
    if (input.rules !== undefined) await loadRuleset(rulesetName(input.rules, host.cwd), host)
    const database = await context.database()
    const actor = await context.actor()
    const {review, plan} = await editScheduledReview(
      {connections: database, reviews: database, clock},
      actor,
      {ref, changes, dropsFilter: !input.filter},
    )
    const warnings = input.schedule === undefined ? [] : warningLines(plan, io.err)
    for (const line of warnings) await io.err.write(line)
    if (json) return printJson(io.out, await savedReviewJson(database, actor, {review, plan}))
    const paused = review.isActive
      ? ''
      : `  paused; it runs again after: revsched resume ${terminalText(shellWord(review.name))}\n`
    await io.out.write(
      `changed ${io.out.paint.bold(terminalText(review.name))}\n${scheduleLines(plan, clock.now(), io.out)}${filterLine(review)}${deliveryLines(review)}${pingLine(review)}${paused}`,
    )
  },
})
