import type {ConnectionKind} from '../domain/crm-connection.js'
import type {Connector} from '../domain/ports/connector.js'
import type {FieldOrigins} from '../domain/ports/field-origins.js'

/** The connector of a kind; each is loaded when it is first used. */
export async function connectorOf(kind: ConnectionKind): Promise<Connector> {
  if (kind === 'salesforce') return (await import('./salesforce/connector.js')).salesforceConnector
  if (kind === 'hubspot') return (await import('./hubspot/connector.js')).hubspotConnector
  return (await import('./file/connector.js')).fileConnector
}

/** Where each kind of source has the fields of a deal; no connector is loaded for it. */
export async function fieldsOfKind(kind: ConnectionKind): Promise<FieldOrigins> {
  if (kind === 'salesforce') return (await import('./salesforce/field-origins.js')).salesforceFields
  if (kind === 'hubspot') return (await import('./hubspot/field-origins.js')).hubspotFields
  return (await import('./file/field-origins.js')).fileFields
}
