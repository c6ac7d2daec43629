import * as z from 'zod/mini'
import {connectionJson} from '../../report/connection-json.js'
import {relativeTime} from '../../report/relative-time.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {table} from '../render/table.js'

export const connectionListCommand = defineCommand({
  name: 'connection list',
  summary: 'Show the CRM connections',
  flags: [jsonFlag],
  examples: ['revsched connection list', 'revsched connection list --json'],
  input: z.strictObject({json: flag()}),
  async run(context, {json}) {
    const {io, clock} = context
    const connections = await (await context.database()).listConnections((await context.actor()).id)
    if (json) return printJson(io.out, connections.map(connectionJson))
    if (connections.length === 0)
      return io.err.write('no connections yet; add one: revsched connection add file emea --path deals.csv\n')
    const rows = await Promise.all(
      connections.map(async connection => {
        const {describe} = await context.connectorOf(connection.kind)
        const checked = connection.lastCheckedAt
          ? relativeTime(connection.lastCheckedAt, clock.now())
          : 'never'
        const state =
          connection.needsLogin === null ? checked : {text: 'needs login', paint: io.out.paint.yellow}
        return [connection.name, connection.kind, describe(connection.settings), state]
      }),
    )
    const columns = [
      {title: 'NAME', canShrink: true},
      {title: 'KIND', dropRank: 1},
      {title: 'SOURCE', canShrink: true, cutAt: 'start' as const},
      {title: 'CHECKED', dropRank: 2},
    ]
    await io.out.write(await table(columns, rows, io.out))
  },
})
