import * as z from 'zod/mini'
import {channelJson} from '../../report/channel-json.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {table} from '../render/table.js'

export const channelListCommand = defineCommand({
  name: 'channel list',
  summary: 'Show where digests may go',
  flags: [jsonFlag],
  examples: ['revsched channel list', 'revsched channel list --json'],
  input: z.strictObject({json: flag()}),
  async run(context, {json}) {
    const {io} = context
    const channels = await (await context.database()).listChannels((await context.actor()).id)
    if (json) return printJson(io.out, channels.map(channelJson))
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
