import * as z from 'zod/mini'
import {channelJson} from '../../report/channel-json.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const channelRemoveCommand = defineCommand({
  name: 'channel remove',
  summary: 'Remove a channel that no scheduled review delivers to',
  description:
    'Remove a channel that no scheduled review delivers to. What waits to go there is called off; the history stays.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched channel remove pipeline'],
  input: z.strictObject({ref: text(), json: flag()}),
  async run(context, {ref, json}) {
    const database = await context.database()
    const actor = await context.actor()
    const channel = await database.findChannel(actor.id, ref)
    await database.removeChannel(actor.id, channel.id)
    if (json) return printJson(context.io.out, channelJson(channel))
    await context.io.out.write(
      `removed ${terminalText(channel.name)}; what was delivered stays in the history\n`,
    )
  },
})
