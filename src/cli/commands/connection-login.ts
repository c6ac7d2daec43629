import * as z from 'zod/mini'
import {loginConnection} from '../../app/login-connection.js'
import {RevschedError} from '../../domain/errors.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {connectionJson} from '../../report/connection-json.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {loginFlags, loginInput} from '../crm-flags.js'
import {loginSecret} from '../crm-login.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const connectionLoginCommand = defineCommand({
  name: 'connection login',
  summary: 'Log in to a CRM again',
  description:
    'Log in to the CRM of a connection again: after its token was revoked, or to act as somebody else. The CRM is read once with the ' +
    'new login; the old one stays where that fails.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [...loginFlags, jsonFlag],
  examples: [
    'revsched connection login acme',
    'revsched connection login apac --secret-stdin --json < token.txt',
  ],
  input: z.strictObject({ref: text(), ...loginInput, json: flag()}),
  async run(context, {ref, json, ...given}) {
    const {io, clock, config, host, signal} = context
    const database = await context.database()
    const actor = await context.actor()
    const connection = await database.findConnection(actor.id, ref)
    const connector = await context.connectorOf(connection.kind)
    if (!connector.login)
      throw new RevschedError(
        'usage',
        `the connection "${connection.name}" is a file: there is nothing to log in to`,
      )
    const secret = await loginSecret(context, connector, {settings: connection.settings, ...given})
    const crm = await context.crm()
    const shared = {store: database, box: context.secretBox, clock, ids: context.ids, owner: host.owner()}
    const ports = {connections: database, connector, crm, ...shared}
    const timeZone = config.timezone.value ?? host.timeZone
    const test = await loginConnection(ports, connection, {secret, timeZone, signal})
    if (json) await printJson(io.out, connectionJson(await database.findConnection(actor.id, connection.id)))
    else await io.out.write(`logged in ${terminalText(connection.name)}: ${terminalText(test.description)}\n`)
    refuseProblem(test)
  },
})
