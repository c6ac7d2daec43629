import type {ConnectionKind} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Connector} from '../domain/ports/connector.js'

/** The connector of a kind; each is loaded when it is first used. */
export async function connectorOf(kind: ConnectionKind): Promise<Connector> {
  if (kind === 'file') return (await import('./file/connector.js')).fileConnector
  throw new RevschedError('usage', `connections of kind "${kind}" are not supported by this version`, {
    hint: 'allowed: file',
  })
}
