import * as z from 'zod/mini'
import {editChannel} from '../../app/edit-channel.js'
import {shellWord} from '../../domain/shell-word.js'
import {channelJson} from '../../report/channel-json.js'
import {terminalText} from '../../report/escape.js'
import {changedSettings, channelEditInput, noChannelFlags} from '../channel-changes.js'
import {channelFlags, channelSecret} from '../channel-flags.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

/** A secret of the environment is for a channel that is added: it would replace one that nobody meant to change. */
const secretFlag = {
  syntax: '--secret-stdin',
  describe: 'Read a new secret (webhook URL, token, password) from standard input, or ask for it',
}

export const channelEditCommand = defineCommand({
  name: 'channel edit',
  summary: 'Change where a channel leads',
  description:
    'Change where a channel leads; what is not given stays. --to and --header replace the whole list. The secret stays, unless ' +
    '--secret-stdin gives another one: it has to where the channel logs in elsewhere from then on. Messages that wait go to the new ' +
    'place, and a channel that was disabled is enabled again. Nothing is sent by this; "revsched channel test" sends a sample.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [
    ...channelFlags.filter(({syntax}) => syntax !== secretFlag.syntax),
    ...noChannelFlags,
    secretFlag,
    jsonFlag,
  ],
  examples: [
    'revsched channel edit pipeline --secret-stdin < webhook-url.txt',
    "revsched channel edit board --channel '#forecast' --no-csv",
    'revsched channel edit leads --to ann@acme.com --to bob@acme.com --no-reply-to',
  ],
  input: z.strictObject({ref: text(), ...channelEditInput, json: flag()}),
  async run(context, {ref, json, ...input}) {
    const {io, host} = context
    const actor = await context.actor()
    const database = await context.database()
    const before = await database.findChannel(actor.id, ref)
    const settings = changedSettings(before, input, host.cwd)
    const driver = await context.channelDriver(before.kind)
    const {channel, shownOnce} = await editChannel(
      {channels: database, secrets: database, driver, box: context.secretBox},
      {
        channel: before,
        settings,
        secretFor: input.secretStdin ? prompt => channelSecret(context, prompt, input) : null,
      },
    )
    if (json) return printJson(io.out, {...channelJson(channel), ...(shownOnce && {shownOnce})})
    const {name, kind, target} = channel
    await io.out.write(`changed ${terminalText(name)}: ${kind} to ${terminalText(target)}\n`)
    if (shownOnce) await io.out.write(`the secret that signs its messages, shown only now: ${shownOnce}\n`)
    await io.err.write(io.err.paint.dim(`next: revsched channel test ${terminalText(shellWord(name))}\n`))
  },
})
