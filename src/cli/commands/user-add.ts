import * as z from 'zod/mini'
import {addUser} from '../../app/add-user.js'
import {shellWord} from '../../domain/shell-word.js'
import {allowsSchedules, tiers} from '../../domain/user.js'
import {terminalText} from '../../report/escape.js'
import {userJson} from '../../report/user-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, oneOf, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const userAddCommand = defineCommand({
  name: 'user add',
  summary: 'Add a user, who has connections, schedules and runs of their own',
  description:
    'Commands act as that user with --user or REVSCHED_USER. One who was removed comes back, with the runs of then.',
  arguments: [{syntax: '<name>', describe: 'What to call them'}],
  flags: [
    {
      syntax: '--tier <tier>',
      describe: 'What they may do (default team): schedules need team or enterprise',
      choices: tiers,
    },
    {syntax: '--email <address>', describe: 'Where they are reached'},
    jsonFlag,
  ],
  examples: ['revsched user add bob', 'revsched user add carol --tier enterprise --email carol@example.com'],
  input: z.strictObject({
    name: text(),
    tier: z._default(oneOf(tiers), 'team'),
    email: z.optional(text()),
    json: flag(),
  }),
  async run(context, {name, tier, email, json}) {
    const {io, clock, ids} = context
    const users = await context.database()
    const user = await addUser({users, clock, ids}, {name, tier, email: email ?? null})
    if (json) return printJson(io.out, userJson(user))
    await io.out.write(`added user ${terminalText(user.name)}, tier ${tier}\n`)
    const first = allowsSchedules(tier) ? 'connection add' : 'run-now'
    const next = `act as them: revsched --user ${shellWord(user.name)} ${first} --help`
    await io.err.write(io.err.paint.dim(`${terminalText(next)}\n`))
  },
})
