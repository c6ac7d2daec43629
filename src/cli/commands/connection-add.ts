import * as z from 'zod/mini'
import {addConnection} from '../../app/add-connection.js'
import {shellWord} from '../../domain/shell-word.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {connectionJson} from '../../report/connection-json.js'
import {defineCommand} from '../command.js'
import {connectionSettings, sourceFlags, sourceInput} from '../file-flags.js'
import {flag, jsonFlag, oneOf, text} from '../inputs.js'
import {connectionTestText, warningsText} from '../render/connection-test-text.js'
import {printJson} from '../render/json.js'

export const connectionAddCommand = defineCommand({
  name: 'connection add',
  summary: 'Connect a CRM or a file of deals',
  description:
    'Connect a CRM or a file of deals. The whole source is read once first, and what was recognised is shown; ' +
    'nothing is stored when it cannot be read.',
  arguments: [
    {
      syntax: '<kind>',
      describe: 'file (Salesforce and HubSpot are not in this version yet)',
      choices: ['file'],
    },
    {syntax: '<name>', describe: 'What to call it'},
  ],
  flags: [...sourceFlags, jsonFlag],
  examples: [
    'revsched connection add file emea --path deals.csv',
    'revsched connection add file apac --path export.csv --map amount="Deal Value" --date-format "Close Date=dmy"',
    'revsched connection add file legacy --path old.txt --delimiter ";" --encoding latin1 --won-stage Signed',
  ],
  input: z.strictObject({kind: oneOf(['file']), name: text(), ...sourceInput, json: flag()}),
  async run(context, {kind, name, json, ...given}) {
    const {io, clock, ids, host, config, signal} = context
    const actor = await context.actor()
    const connector = await context.connectorOf(kind)
    const wanted = {
      kind,
      name,
      settings: connectionSettings(given, host.cwd),
      timeZone: config.timezone.value ?? host.timeZone,
      signal,
    }
    const connections = await context.database()
    const {connection, test} = await addConnection({connections, connector, clock, ids}, actor, wanted)
    if (!json) await io.out.write(await connectionTestText(test, io.out))
    refuseProblem(test)
    if (json) {
      await io.err.write(warningsText(test, io.err))
      // Rows may have been refused, though few enough; under the names that connection test --json has for them.
      return printJson(io.out, {...connectionJson(connection!), report: test.report})
    }
    await io.out.write(`\nconnected ${name}\n`)
    await io.err.write(io.err.paint.dim(`next: revsched run-now --connection ${shellWord(name)}\n`))
  },
})
