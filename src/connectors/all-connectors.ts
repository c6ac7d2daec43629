import type {ConnectionKind} from '../domain/crm-connection.js'
import type {Connector} from '../domain/ports/connector.js'

/** The connector of a kind; each is loaded when it is first used. */
export async function connectorOf(kind: ConnectionKind): Promise<Connector> {
  if (kind === 'salesforce') return (await import('./salesforce/connector.js')).salesforceConnector
  if (kind === 'hubspot') return (await import('./hubspot/connector.js')).hubspotConnector
  return (await import('./file/connector.js')).fileConnector
}
