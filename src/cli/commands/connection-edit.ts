import * as z from 'zod/mini'
import {editConnection} from '../../app/edit-connection.js'
import {RevschedError} from '../../domain/errors.js'
import type {Connector} from '../../domain/ports/connector.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {connectionJson} from '../../report/connection-json.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import type {CommandContext} from '../context.js'
import {crmFlags, loginFlags, loginInput} from '../crm-flags.js'
import {loginSecret} from '../crm-login.js'
import {editedSettings, editInput, settingChanges, withoutFlags} from '../edited-settings.js'
import {sourceFlags} from '../file-flags.js'
import {fiscalYearFlag} from '../fiscal-year-flag.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {connectionTestText, warningsText} from '../render/connection-test-text.js'
import {printJson} from '../render/json.js'

export const connectionEditCommand = defineCommand({
  name: 'connection edit',
  summary: 'Change the settings of a connection',
  description:
    'Change the settings of a connection; what is not given stays. The source is read once with the new ones, and nothing is ' +
    'changed when that fails. Runs that wait use the new settings, one that is under way goes on with the old. A connection that logs in ' +
    'elsewhere from then on (--login, --org, --client-id, --username, --login-url, --api-url) asks for a new login: the stored one is ' +
    'never sent there.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [
    {syntax: '--name <name>', describe: 'A new name'},
    ...sourceFlags,
    fiscalYearFlag,
    ...crmFlags,
    ...withoutFlags,
    ...loginFlags,
    jsonFlag,
  ],
  examples: [
    'revsched connection edit emea --path export.csv --map amount="Deal Value"',
    'revsched connection edit acme --api-version 66.0 --no-currency',
    'revsched connection edit acme --org acme-uat',
  ],
  input: z.strictObject({
    ref: text(),
    name: z.optional(text()),
    ...editInput,
    ...loginInput,
    json: flag(),
  }),
  async run(context, {ref, name, json, ...given}) {
    const {io, clock, ids, host, config, signal} = context
    const database = await context.database()
    const actor = await context.actor()
    const connection = await database.findConnection(actor.id, ref)
    const changes = settingChanges(connection, given, host.cwd)
    const logsIn = given.secretStdin || given.redirectPort !== undefined
    const isSame = Object.keys(changes.given).length === 0 && changes.without.length === 0 && !logsIn
    if (isSame && name === undefined)
      throw new RevschedError('usage', 'there is nothing to change', {
        hint: 'revsched connection edit --help shows what can be changed',
      })
    const connector = await context.connectorOf(connection.kind)
    const shared = {store: database, box: context.secretBox, clock, ids, owner: host.owner()}
    const {test, isLoginNew} = await editConnection(
      {connections: database, connector, crm: context.crm, ...shared},
      {
        connection,
        name: name ?? connection.name,
        settings: isSame ? null : editedSettings(connection.settings, changes),
        logsIn,
        secretFor: async settings => {
          if (!logsIn) await tellOfLogin(context, connector, settings)
          return loginSecret(context, connector, {settings, ...given})
        },
        timeZone: config.timezone.value ?? host.timeZone,
        signal,
      },
    )
    const {kind} = connection
    const fields = await context.fieldsOfKind(kind)
    if (test && !json) await io.out.write(await connectionTestText({test, kind, fields}, io.out))
    if (test) refuseProblem(test)
    const edited = await database.findConnection(actor.id, connection.id)
    if (json) {
      if (test) await io.err.write(warningsText(test, io.err))
      return printJson(io.out, {...connectionJson(edited), ...(test && {report: test.report})})
    }
    const login = isLoginNew ? ', with a login of its own' : ''
    await io.out.write(`${test ? '\n' : ''}changed ${terminalText(edited.name)}${login}\n`)
  },
})

/** Why it asks for a secret, or opens a browser, though there is a login. */
async function tellOfLogin(
  {io}: CommandContext,
  {login}: Connector,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (!login || (login.wantedSecret(settings) === null && !login.usesBrowser(settings))) return
  await io.err.write(
    'it logs in elsewhere with these settings, where the stored login is not sent: log in again\n',
  )
}
