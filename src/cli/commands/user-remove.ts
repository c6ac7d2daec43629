import * as z from 'zod/mini'
import {removeUser} from '../../app/remove-user.js'
import {terminalText} from '../../report/escape.js'
import {userJson} from '../../report/user-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const userRemoveCommand = defineCommand({
  name: 'user remove',
  summary: 'Remove a user who owns no connection, schedule or channel',
  description: 'Past runs stay: they are there again when a user of that name is added.',
  arguments: [{syntax: '<name>', describe: 'User: name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched user remove bob'],
  input: z.strictObject({name: text(), json: flag()}),
  async run(context, {name: ref, json}) {
    const {io} = context
    const user = await removeUser({users: await context.database()}, await context.actor(), ref)
    if (json) return printJson(io.out, userJson(user))
    await io.out.write(`removed user ${terminalText(user.name)}; past runs stay\n`)
  },
})
