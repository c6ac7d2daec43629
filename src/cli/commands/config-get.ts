import * as z from 'zod/mini'
import {RevschedError} from '../../domain/errors.js'
import {didYouMean} from '../../domain/ref.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'
import {table} from '../render/table.js'

export const configGetCommand = defineCommand({
  name: 'config get',
  summary: 'Show settings, and where each comes from',
  arguments: [{syntax: '[key]', describe: 'Only this setting'}],
  flags: [{syntax: '--show-origin', describe: 'Tell where the value of the key comes from'}, jsonFlag],
  examples: ['revsched config get', 'revsched config get timezone --show-origin'],
  input: z.strictObject({key: z.optional(text()), showOrigin: flag(), json: flag()}),
  async run({config, io}, {key, showOrigin, json}) {
    const settings = Object.entries(config)
    const shown = key === undefined ? settings : settings.filter(([name]) => name === key)
    if (shown.length === 0) {
      const names = settings.map(([name]) => name)
      throw new RevschedError('usage', `there is no setting "${key}"`, {
        hint: didYouMean(key ?? '', names) ?? `settings: ${names.join(', ')}`,
      })
    }
    if (json) return printJson(io.out, key === undefined ? Object.fromEntries(shown) : shown[0]![1])
    const [only] = shown
    if (key !== undefined && !showOrigin) return io.out.write(`${only![1].value ?? ''}\n`)
    const rows = shown.map(([name, {value, origin, where}]) => [name, value ?? '(none)', origin, where])
    await io.out.write(
      await table(
        [{title: 'SETTING'}, {title: 'VALUE'}, {title: 'FROM'}, {title: 'WHERE', canShrink: true}],
        rows,
        io.out,
      ),
    )
  },
})
