import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {storedSetup} from '../../app/setup/apply-setup.js'
import {RevschedError} from '../../domain/errors.js'
import {counted} from '../../report/amounts.js'
import {terminalDocument, terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {filePath, flag, jsonFlag} from '../inputs.js'
import {printJson} from '../render/json.js'
import {exportedSetup} from '../setup/exported-setup.js'

export const exportCommand = defineCommand({
  name: 'export',
  summary: 'Write connections, channels and reviews as a file for apply',
  description:
    'Write your connections, channels and scheduled reviews as a YAML file that "revsched apply" takes back without a change. ' +
    'Secrets are not in it: it names the variable that each is read from. Runs and their history are not in it either: that is "revsched db backup".',
  flags: [{syntax: '--output <file>', describe: 'Write into this file, not to standard output'}, jsonFlag],
  examples: [
    'revsched export > reviews.yaml',
    'revsched export --output reviews.yaml',
    'revsched export --json | jq -r ".variables[]"',
  ],
  input: z.strictObject({output: z.optional(filePath('--output', 'reviews.yaml')), json: flag()}),
  async run(context, {output, json}) {
    const {io, host} = context
    const stored = await storedSetup(await context.database(), await context.actor())
    const broken = stored.reviews.find(({isReadable}) => !isReadable)
    if (broken)
      throw new RevschedError(
        'storage',
        `the stored settings of the review "${broken.name}" cannot be read`,
        {
          hint: 'give them again with revsched edit, or remove it: revsched doctor tells more',
        },
      )
    const {text, variables} = await exportedSetup(context, stored)
    if (output !== undefined) await host.writeFile(resolve(host.cwd, output), [text])
    if (json)
      return printJson(io.out, {file: output ?? null, text: output === undefined ? text : null, variables})
    if (output === undefined) return io.out.write(io.out.isTerminal ? terminalDocument(text) : text)
    const {connections, channels, reviews} = stored
    const counts = [
      counted(connections.length, 'connection'),
      counted(channels.length, 'channel'),
      counted(reviews.length, 'review'),
    ]
    await io.out.write(`wrote ${terminalText(output)}: ${counts.join(', ')}\n`)
    if (variables.length > 0)
      await io.err.write(io.err.paint.dim(`its secrets are read from: ${variables.join(', ')}\n`))
  },
})
