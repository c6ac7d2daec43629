import * as z from 'zod/mini'
import {connectionJson} from '../../report/connection-json.js'
import {relativeTime} from '../../report/relative-time.js'
import {defineCommand} from '../command.js'
import {rowFlags, rowInput} from '../inputs.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {table} from '../render/table.js'

export const connectionListCommand = defineCommand({
  name: 'connection list',
  summary: 'Show the CRM connections',
  flags: rowFlags,
  examples: ['revsched connection list', 'revsched connection list --json'],
  input: z.strictObject(rowInput),
  async run(context, choice) {
    const print = await dataPrinter('connection list', choice, {hasRows: true})
    const {io, clock} = context
    const connections = await (await context.database()).listConnections((await context.actor()).id)
    if (print) return print(io.out, rowsOf(connections.map(connectionJson)))
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
