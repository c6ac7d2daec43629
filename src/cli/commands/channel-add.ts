import * as z from 'zod/mini'
import {addChannel} from '../../app/add-channel.js'
import {channelKinds} from '../../domain/delivery/channel.js'
import {shellWord} from '../../domain/shell-word.js'
import {channelJson} from '../../report/channel-json.js'
import {terminalText} from '../../report/escape.js'
import {channelFlags, channelInput, channelSecret, channelSettings} from '../channel-flags.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, oneOf, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const channelAddCommand = defineCommand({
  name: 'channel add',
  summary: 'Add a place where digests go',
  description:
    'Add a place where digests go: Slack, mail, a signed webhook, Microsoft Teams or a folder. Nothing is sent; ' +
    '"revsched channel test" sends a sample. What is secret of it (a webhook URL, a token, a password) is asked for, never given by a flag.',
  arguments: [
    {
      syntax: '<kind>',
      describe: 'What kind of place: slack, email, webhook, teams or file',
      choices: channelKinds,
    },
    {syntax: '<name>', describe: 'What to call it'},
  ],
  flags: [...channelFlags, jsonFlag],
  examples: [
    'revsched channel add slack pipeline --secret-stdin < webhook-url.txt',
    "revsched channel add slack board --via bot --channel '#pipeline' --csv --secret-stdin < bot-token.txt",
    'revsched channel add email leads --host smtp.acme.com --smtp-user revops --from "Revenue team <revops@acme.com>" --to ann@acme.com --secret-stdin < password.txt',
    'revsched channel add webhook warehouse --header "X-Team: emea" --secret-stdin < webhook-url.txt',
    'revsched channel add file archive --folder /srv/reports --format html --keep 60',
  ],
  input: z.strictObject({kind: oneOf(channelKinds), name: text(), ...channelInput, json: flag()}),
  async run(context, {kind, name, json, ...input}) {
    const {io, clock, ids, host} = context
    const actor = await context.actor()
    const database = await context.database()
    const driver = await context.channelDriver(kind)
    const ports = {channels: database, secrets: database, driver, box: context.secretBox, clock, ids}
    const {channel, shownOnce} = await addChannel(ports, actor, {
      kind,
      name,
      settings: channelSettings(kind, input, host.cwd),
      secretFor: prompt => channelSecret(context, prompt, input),
    })
    if (json) return printJson(io.out, {...channelJson(channel), ...(shownOnce && {shownOnce})})
    await io.out.write(`added ${terminalText(name)}: ${kind} to ${terminalText(channel.target)}\n`)
    if (shownOnce) await io.out.write(`the secret that signs its messages, shown only now: ${shownOnce}\n`)
    await io.err.write(io.err.paint.dim(`next: revsched channel test ${terminalText(shellWord(name))}\n`))
  },
})
