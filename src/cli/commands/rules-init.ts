import {resolve} from 'node:path'
import * as z from 'zod/mini'
import {newRuleFile} from '../../config/new-rule-file.js'
import {shellWord} from '../../domain/shell-word.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const rulesInitCommand = defineCommand({
  name: 'rules init',
  summary: 'Write a rule file with comments to start from',
  arguments: [{syntax: '[file]', describe: 'Where to; rules.yaml when left out. A file that is there stays'}],
  flags: [jsonFlag],
  examples: ['revsched rules init', 'revsched rules init emea-rules.yaml'],
  input: z.strictObject({file: z._default(text(), 'rules.yaml'), json: flag()}),
  async run({io, host}, {file, json}) {
    const path = resolve(host.cwd, file)
    await host.writeNew(path, newRuleFile())
    if (json) return printJson(io.out, {file: path})
    await io.out.write(`wrote ${file}\n`)
    await io.err.write(
      io.err.paint.dim(
        `revsched rules lint ${shellWord(file)} checks it; revsched report <run> --rules ${shellWord(file)} scores a stored review with it\n`,
      ),
    )
  },
})
