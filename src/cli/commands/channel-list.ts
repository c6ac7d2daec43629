import * as z from 'zod/mini'
import {channelJson} from '../../report/channel-json.js'
import {defineCommand} from '../command.js'
import {rowFlags, rowInput} from '../inputs.js'
import {dataPrinter, rowsOf} from '../render/data.js'
import {table} from '../render/table.js'

export const channelListCommand = defineCommand({
  name: 'channel list',
  summary: 'Show where digests may go',
  flags: rowFlags,
  examples: ['revsched channel list', 'revsched channel list --json'],
  input: z.strictObject(rowInput),
  async run(context, choice) {
    const print = await dataPrinter('channel list', choice, {hasRows: true})
    const {io} = context
    const channels = await (await context.database()).listChannels((await context.actor()).id)
    if (print) return print(io.out, rowsOf(channels.map(channelJson)))
    if (channels.length === 0)
      return io.err.write('no channels yet; add one: revsched channel add slack pipeline\n')
    const rows = channels.map(({name, kind, target, disabledReason}) => [
      name,
      kind,
      target,
      disabledReason === null ? 'in use' : {text: `disabled: ${disabledReason}`, paint: io.out.paint.yellow},
    ])
    const columns = [
      {title: 'NAME', canShrink: true},
      {title: 'KIND', dropRank: 1},
      {title: 'TARGET', canShrink: true},
      {title: 'STATE', canShrink: true},
    ]
    await io.out.write(await table(columns, rows, io.out))
  },
})
