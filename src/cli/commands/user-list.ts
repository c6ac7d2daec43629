import * as z from 'zod/mini'
import {relativeTime} from '../../report/relative-time.js'
import {userJson} from '../../report/user-json.js'
import {defineCommand} from '../command.js'
import {rowFlags, rowInput} from '../inputs.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {table} from '../render/table.js'

export const userListCommand = defineCommand({
  name: 'user list',
  summary: 'Show the users and how much each of them owns',
  flags: rowFlags,
  examples: ['revsched user list', 'revsched user list --json | jq -r ".[].name"'],
  input: z.strictObject(rowInput),
  async run(context, choice) {
    const print = await dataPrinter('user list', choice, {hasRows: true})
    const {io, clock} = context
    // The user of the account is there from the first start on: this may be it.
    const actor = await context.actor()
    const users = await (await context.database()).listUsers()
    if (print) return print(io.out, rowsOf(users.map(userJson)))
    const rows = users.map(({id, name, tier, email, connections, schedules, channels, createdAt}) => [
      id === actor.id ? {text: name, paint: io.out.paint.bold} : name,
      tier,
      email ?? '',
      String(connections.length),
      String(schedules.length),
      String(channels.length),
      relativeTime(createdAt, clock.now()),
    ])
    await io.out.write(await table(columns, rows, io.out))
  },
})

const columns = [
  {title: 'NAME', canShrink: true},
  {title: 'TIER'},
  {title: 'EMAIL', canShrink: true, dropRank: 3},
  {title: 'CONNECTIONS', align: 'right' as const, dropRank: 5},
  {title: 'SCHEDULES', align: 'right' as const, dropRank: 4},
  {title: 'CHANNELS', align: 'right' as const, dropRank: 2},
  {title: 'ADDED', align: 'right' as const, dropRank: 1},
]
