import * as z from 'zod/mini'
import {testConnection} from '../../app/test-connection.js'
import {refuseProblem} from '../../domain/source-problem.js'
import {sampleDealJson} from '../../report/sample-deal-json.js'
import {defineCommand} from '../command.js'
import {crmOf} from '../crm-of.js'
import {flag, jsonFlag, text} from '../inputs.js'
import {connectionTestText} from '../render/connection-test-text.js'
import {printJson} from '../render/json.js'

export const connectionTestCommand = defineCommand({
  name: 'connection test',
  summary: 'Read a connection and show what is recognised in it',
  description:
    'Read a connection to its end and show what is recognised in it, a sample, and the first twenty rows that are refused. ' +
    'Fails, after that, where a review would.',
  arguments: [{syntax: '<ref>', describe: 'Name, id, or start of an id'}],
  flags: [jsonFlag],
  examples: ['revsched connection test emea', 'revsched connection test emea --json'],
  input: z.strictObject({ref: text(), json: flag()}),
  async run(context, {ref, json}) {
    const {io, clock, config, host, signal} = context
    const connections = await context.database()
    const connection = await connections.findConnection((await context.actor()).id, ref)
    const connector = await context.connectorOf(connection.kind)
    const timeZone = config.timezone.value ?? host.timeZone
    const crm = await crmOf(context, connections, connection)
    const result = await testConnection({connections, connector, clock}, connection, {timeZone, crm, signal})
    if (json) await printJson(io.out, {...result, sample: result.sample.map(sampleDealJson)})
    else {
      const {kind} = connection
      const tested = {test: result, kind, fields: await context.fieldsOfKind(kind)}
      await io.out.write(await connectionTestText(tested, io.out))
    }
    refuseProblem(result)
  },
})
