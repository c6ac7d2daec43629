import * as z from 'zod/mini'
import {verifyMessage} from '../../app/verify-message.js'
import {RevschedError} from '../../domain/errors.js'
import {shellWord} from '../../domain/shell-word.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import type {Host} from '../context.js'
import {filePath, flag, jsonFlag, text} from '../inputs.js'
import {receivedHeaders} from '../received-headers.js'
import {printJson} from '../render/json.js'

export const channelVerifyCommand = defineCommand({
  name: 'channel verify',
  summary: 'Check the signature of a message that a receiver got',
  description:
    "Check what a receiver of a webhook got against the channel's secret, as the receiver should: whether its signature is right, and its " +
    'time within 5 minutes of now. Ends with 11 for a message that is not to be taken. Nothing is sent.',
  arguments: [{syntax: '<ref>', describe: 'Webhook channel: name, id, or start of an id'}],
  flags: [
    {syntax: '--headers <file>', describe: 'Its headers: lines as "webhook-id: ...", or a JSON object'},
    {syntax: '--body <file>', describe: 'Its body, the bytes as they came; - for standard input'},
    jsonFlag,
  ],
  examples: ['revsched channel verify warehouse --headers headers.txt --body body.json'],
  input: z.strictObject({
    ref: text(),
    headers: z.optional(filePath('--headers', 'headers.txt')),
    body: z.optional(filePath('--body', 'body.json')),
    json: flag(),
  }),
  async run(context, {ref, headers, body, json}) {
    const {io, clock, host} = context
    if (headers === undefined || body === undefined)
      throw new RevschedError('usage', 'channel verify takes both --headers and --body', {
        hint: `revsched channel verify ${shellWord(ref)} --headers headers.txt --body body.json`,
      })
    const database = await context.database()
    const channel = await database.findChannel((await context.actor()).id, ref)
    const driver = await context.channelDriver(channel.kind)
    const received = {
      headers: receivedHeaders(Buffer.from(await bytesOf(host, headers)).toString('utf8')),
      body: await bytesOf(host, body),
    }
    await verifyMessage({channels: database, driver, box: context.secretBox, clock}, channel, received)
    if (json) return printJson(io.out, {channel: channel.name, isValid: true})
    await io.out.write(`the message is of the channel ${terminalText(channel.name)}, as it was sent\n`)
  },
})

async function bytesOf(host: Host, path: string): Promise<Uint8Array> {
  try {
    return await host.readBytes(path)
  } catch (error) {
    const {message} = error as Error
    throw new RevschedError('usage', `cannot read "${path}": ${message}`, {
      hint: 'name a file with what the receiver got',
      cause: error,
    })
  }
}
