import type {CrmConnection} from '../domain/crm-connection.js'
import type {CrmPorts} from '../domain/ports/crm-access.js'
import type {Database} from '../domain/ports/store.js'
import type {CommandContext} from './context.js'

/** What the connector of a stored connection needs to read it in this process. */
export async function crmOf(
  {crm, accessTo, signal}: Pick<CommandContext, 'crm' | 'accessTo' | 'signal'>,
  database: Database,
  connection: CrmConnection,
): Promise<CrmPorts> {
  return {http: (await crm()).loginPorts.http, access: accessTo(database, connection, signal)}
}
