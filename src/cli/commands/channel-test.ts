import * as z from 'zod/mini'
import {testChannel} from '../../app/test-channel.js'
import {channelJson} from '../../report/channel-json.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const channelTestCommand = defineCommand({
  name: 'channel test',
  summary: 'Send a sample to a channel',
  description:
    'Send a sample digest, of deals that are made up, to a channel. One that was disabled, because its place was gone, is used again ' +
    'when the sample arrives.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched channel test pipeline'],
  input: z.strictObject({ref: text(), json: flag()}),
  async run(context, {ref, json}) {
    const {io, clock, ids, config, host, signal} = context
    const database = await context.database()
    const channel = await database.findChannel((await context.actor()).id, ref)
    const ports = {
      channels: database,
      driver: await context.channelDriver(channel.kind),
      channelPorts: await context.channelPorts(),
      box: context.secretBox,
      clock,
      ids,
    }
    await testChannel(ports, channel, {timeZone: config.timezone.value ?? host.timeZone, signal})
    if (json) return printJson(io.out, channelJson({...channel, disabledReason: null}))
    await io.out.write(`a sample went to ${channel.kind} ${terminalText(channel.target)}\n`)
  },
})
