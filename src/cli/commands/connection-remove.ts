import * as z from 'zod/mini'
import {type CrmConnection, keepsOwnLogin} from '../../domain/crm-connection.js'
import {connectionJson} from '../../report/connection-json.js'
import {terminalText} from '../../report/escape.js'
import {defineCommand} from '../command.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {printJson} from '../render/json.js'

export const connectionRemoveCommand = defineCommand({
  name: 'connection remove',
  summary: 'Remove a connection that no scheduled review uses',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched connection remove emea'],
  input: z.strictObject({ref: text(), json: flag()}),
  async run(context, {ref, json}) {
    const database = await context.database()
    const actor = await context.actor()
    const connection = await database.findConnection(actor.id, ref)
    await database.removeConnection(actor.id, connection.id)
    if (json) return printJson(context.io.out, connectionJson(connection))
    await context.io.out.write(`removed ${terminalText(connection.name)}; ${whatStays(connection)}\n`)
  },
})

function whatStays(connection: CrmConnection): string {
  if (connection.kind === 'file') return 'the file and past reviews stay'
  if (!keepsOwnLogin(connection)) return 'past reviews stay, and so does the login of sf'
  return 'past reviews stay, its stored login is gone; the CRM still takes that until it is revoked there'
}
