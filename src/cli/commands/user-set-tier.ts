import * as z from 'zod/mini'
import {setTier} from '../../app/set-tier.js'
import {tiers} from '../../domain/user.js'
import {counted} from '../../report/amounts.js'
import {terminalText} from '../../report/escape.js'
import {userJson} from '../../report/user-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, oneOf, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const userSetTierCommand = defineCommand({
  name: 'user set-tier',
  summary: 'Change what a user may do',
  description:
    'Below team, schedules of the user stay as they are; the runs that are due fail with the reason, until the tier is ' +
    'raised again. What a person runs by hand works with every tier.',
  arguments: [
    {syntax: '<name>', describe: 'User: name, id, or start of an id'},
    {syntax: '<tier>', describe: 'One of free, pro, team, enterprise', choices: tiers},
  ],
  flags: [jsonFlag],
  examples: ['revsched user set-tier bob enterprise', 'revsched user set-tier bob free --json'],
  input: z.strictObject({name: text(), tier: oneOf(tiers), json: flag()}),
  async run(context, {name: ref, tier, json}) {
    const {io} = context
    const database = await context.database()
    const {user, stopped} = await setTier({users: database, reviews: database}, ref, tier)
    if (json) await printJson(io.out, userJson(user))
    else await io.out.write(`${terminalText(user.name)} has the tier ${tier}\n`)
    if (stopped.length === 0) return
    const what = counted(stopped.length, 'active schedule')
    const names = stopped.slice(0, 5).map(name => `"${name}"`)
    const more = stopped.length > names.length ? ', ...' : ''
    const words = `this tier does not allow ${what} (${names.join(', ')}${more}): their runs fail until it is raised`
    await io.err.write(`${io.err.paint.yellow(terminalText(words))}\n`)
  },
})
