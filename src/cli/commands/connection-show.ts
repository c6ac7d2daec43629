import * as z from 'zod/mini'
import {connectionJson} from '../../report/connection-json.js'
import {terminalText} from '../../report/escape.js'
import {relativeTime} from '../../report/relative-time.js'
import {defineCommand} from '../command.js'
import {documentFlags, documentInput, text} from '../inputs.js'
import {dataPrinter} from '../render/data.js'

export const connectionShowCommand = defineCommand({
  name: 'connection show',
  summary: 'Show one connection and its settings',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: documentFlags,
  examples: ['revsched connection show emea', 'revsched connection show emea --json'],
  input: z.strictObject({ref: text(), ...documentInput}),
  async run(context, {ref, ...choice}) {
    const print = await dataPrinter('connection show', choice, {hasRows: false})
    const {io, clock} = context
    const connection = await (await context.database()).findConnection((await context.actor()).id, ref)
    if (print) return print(io.out, {document: connectionJson(connection)})
    const {describe} = await context.connectorOf(connection.kind)
    const checked = connection.lastCheckedAt ? relativeTime(connection.lastCheckedAt, clock.now()) : 'never'
    const settings = Object.entries(connection.settings).filter(([key]) => key !== 'path')
    const lines = [
      io.out.paint.bold(terminalText(connection.name)),
      `  id        ${connection.id}`,
      `  kind      ${connection.kind}`,
      `  source    ${terminalText(describe(connection.settings))}`,
      `  checked   ${checked}`,
      ...(connection.needsLogin === null
        ? []
        : [`  login     needed: ${terminalText(connection.needsLogin)}`]),
      ...settings.map(([key, value]) => `  ${key.padEnd(9)} ${terminalText(JSON.stringify(value))}`),
    ]
    await io.out.write(`${lines.join('\n')}\n`)
  },
})
