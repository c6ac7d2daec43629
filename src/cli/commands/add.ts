import * as z from 'zod/mini'
import {addScheduledReview, scheduleDefaults} from '../../app/add-scheduled-review.js'
import {isDaemonAlive} from '../../app/daemon-status.js'
import {RevschedError} from '../../domain/errors.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {deliveryFlags, deliveryInput, givenDelivery, storedChannel} from '../delivery-flags.js'
import {checkCondition} from '../filter-flags.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {loadRuleset, rulesetName} from '../load-ruleset.js'
import {givenPing, pingFlags, pingInput} from '../ping-flags.js'
import {deliveryLines} from '../render/delivery-lines.js'
import {filterLine} from '../render/filter-line.js'
import {printJson} from '../render/json.js'
import {pingLine} from '../render/ping-line.js'
import {savedReviewJson} from '../render/saved-review-json.js'
import {scheduleLines, warningLines} from '../render/schedule-lines.js'
import {givenSettings, newScheduleFlags, scheduleInput} from '../schedule-flags.js'

export const addCommand = defineCommand({
  name: 'add',
  summary: 'Schedule a review of a connection',
  arguments: [{syntax: '<name>', describe: 'What to call it'}],
  flags: [...newScheduleFlags, ...deliveryFlags, ...pingFlags, jsonFlag],
  examples: [
    'revsched add weekly --connection emea --schedule "every monday at 6am" --timezone America/New_York',
    'revsched add quarter-end --connection emea --schedule "last business day of the quarter at 17:00"',
    'revsched add nightly --connection emea --schedule "30 2 * * 1-5" --rules strict --catch-up none',
    'revsched add digest --connection emea --schedule "0 6 * * 1" --channel pipeline --deliver-when on-change',
    'revsched add watched --connection emea --schedule "0 6 * * 1" --ping-url-stdin < ping-url.txt',
  ],
  input: z.strictObject({name: text(), ...scheduleInput, ...deliveryInput, ...pingInput, json: flag()}),
  async run(context, {name, json, ...input}) {
    const {io, clock, ids, host, config} = context
    const {connection, schedule} = required(input)
    await checkCondition(context, input)
    const actor = await context.actor()
    const ruleset = rulesetName(input.rules ?? config.ruleset.value, host.cwd)
    await loadRuleset(ruleset, host)
    const database = await context.database()
    const ping = await givenPing(context, input)
    const delivery = await givenDelivery(storedChannel(context), input, null)
    const {review, plan} = await addScheduledReview(
      {connections: database, reviews: database, clock, ids},
      actor,
      {
        ...scheduleDefaults,
        description: null,
        ...givenSettings(input, host),
        ...ping,
        ...delivery,
        timezone: input.timezone ?? config.timezone.value ?? host.timeZone,
        name,
        connection,
        schedule,
        ruleset,
      },
    )
    for (const line of warningLines(plan, io.err)) await io.err.write(line)
    if (json) return printJson(io.out, await savedReviewJson(database, actor, {review, plan}))
    await io.out.write(
      `added ${io.out.paint.bold(terminalText(review.name))}\n${scheduleLines(plan, clock.now(), io.out)}${filterLine(review)}${deliveryLines(review)}${pingLine(review)}`,
    )
    if (await isDaemonAlive({store: database, isOwnerAlive: host.isOwnerAlive})) return
    await io.err.write(
      io.err.paint.dim('no daemon is running; it starts reviews when they are due: revsched daemon\n'),
    )
  },
})

function required(input: {connection?: string | undefined; schedule?: string | undefined}) {
  const {connection, schedule} = input
  if (connection && schedule) return {connection, schedule}
  const [name, value] = connection ? ['--schedule', schedule] : ['--connection', connection]
  throw new RevschedError('usage', `the flag ${name} is ${value === undefined ? 'missing' : 'empty'}`, {
    hint: 'revsched add weekly --connection emea --schedule "every monday at 6am"',
  })
}
