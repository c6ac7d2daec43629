import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {ConnectionStore} from '../domain/ports/store.js'

/** Reads the whole source once and notes when that succeeded; a problem with what was read is part of the result. */
export async function testConnection(
  ports: {connections: ConnectionStore; connector: Connector; clock: Clock},
  connection: CrmConnection,
  options: {timeZone: string; signal: AbortSignal},
): Promise<ConnectionTest> {
  const context = {timeZone: options.timeZone, label: connectionLabel(connection)}
  const result = await ports.connector.test(connection.settings, context, options.signal)
  if (result.problem === null) await ports.connections.markConnectionChecked(connection.id, ports.clock.now())
  return result
}
