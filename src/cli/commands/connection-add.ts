import * as z from 'zod/mini'
import {addConnection} from '../../app/add-connection.js'
import {connectionKinds} from '../../domain/crm-connection.js'
import {shellWord} from '../../domain/shell-word.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {connectionJson} from '../../report/connection-json.js'
import {defineCommand} from '../command.js'
import {crmFlags, loginFlags, loginInput} from '../crm-flags.js'
import {loginSecret} from '../crm-login.js'
import {sourceFlags} from '../file-flags.js'
import {fiscalYearFlag} from '../fiscal-year-flag.js'
import {flag, jsonFlag, oneOf, text} from '../inputs.js'
import {connectionInput, newConnectionSettings} from '../new-connection-settings.js'
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
      describe: 'What it connects: file, salesforce or hubspot',
      choices: connectionKinds,
    },
    {syntax: '<name>', describe: 'What to call it'},
  ],
  flags: [...sourceFlags, fiscalYearFlag, ...crmFlags, ...loginFlags, jsonFlag],
  examples: [
    'revsched connection add file emea --path deals.csv',
    'revsched connection add salesforce acme --org my-org',
    'revsched connection add hubspot apac --secret-stdin < token.txt',
    'revsched connection add file export --path export.csv --map amount="Deal Value" --date-format "Close Date=dmy"',
    'revsched connection add file legacy --path old.txt --delimiter ";" --encoding latin1 --won-stage Signed',
  ],
  input: z.strictObject({
    kind: oneOf(connectionKinds),
    name: text(),
    ...connectionInput,
    ...loginInput,
    json: flag(),
  }),
  async run(context, {kind, name, json, ...given}) {
    const {io, clock, ids, host, config, signal} = context
    const actor = await context.actor()
    const connector = await context.connectorOf(kind)
    const wanted = {
      kind,
      name,
      settings: newConnectionSettings(kind, given, host.cwd),
      secretFor: (settings: Readonly<Record<string, unknown>>) =>
        loginSecret(context, connector, {settings, ...given}),
      timeZone: config.timezone.value ?? host.timeZone,
      signal,
    }
    const database = await context.database()
    const ports = {
      connections: database,
      secrets: database,
      store: database,
      connector,
      crm: context.crm,
      box: context.secretBox,
    }
    const {connection, test} = await addConnection({...ports, clock, ids}, actor, wanted)
    const fields = await context.fieldsOfKind(kind)
    if (!json) await io.out.write(await connectionTestText({test, kind, fields}, io.out))
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
