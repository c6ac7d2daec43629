import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {CrmPorts} from '../domain/ports/crm-access.js'
import type {ConnectionStore} from '../domain/ports/store.js'

/** Reads the whole source once and notes when that succeeded; a problem with what was read is part of the result. */
export async function testConnection(
  ports: {connections: ConnectionStore; connector: Connector; clock: Clock},
  connection: CrmConnection,
  {timeZone, crm, signal}: {timeZone: string; crm: CrmPorts; signal: AbortSignal},
): Promise<ConnectionTest> {
  const context = {timeZone, label: connectionLabel(connection), crm}
  const result = await ports.connector.test(connection.settings, context, signal)
  if (result.problem === null) await ports.connections.markConnectionChecked(connection.id, ports.clock.now())
  return result
}
