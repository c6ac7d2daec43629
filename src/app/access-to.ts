import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Connector} from '../domain/ports/connector.js'
import type {CrmAccess, LoginPorts} from '../domain/ports/crm-access.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretKeeper} from '../domain/ports/secret-keeper.js'
import {accessWhenUsed} from './access-when-used.js'
import {crmAccess} from './crm-access.js'
import {storedSecret} from './secret-keepers.js'

export type AccessPorts = {
  connectorOf(kind: CrmConnection['kind']): Promise<Pick<Connector, 'login'>>
  loginPorts: LoginPorts
  clock: Clock
  ids: Ids
}

type StoredPorts = AccessPorts & Parameters<typeof storedSecret>[0]

/** The way into the CRM of a stored connection. Nothing is loaded or read before the first call needs it. */
export function accessTo(
  ports: StoredPorts,
  connection: Pick<CrmConnection, 'id' | 'kind' | 'name' | 'settings'>,
  signal: AbortSignal,
): CrmAccess {
  return accessWith(ports, {...connection, keeper: storedSecret(ports, connection.id)}, signal)
}

/** The same with a secret that may not be stored yet. */
export function accessWith(
  ports: AccessPorts,
  connection: Pick<CrmConnection, 'kind' | 'name' | 'settings'> & {keeper: SecretKeeper},
  signal: AbortSignal,
): CrmAccess {
  const {kind, settings, keeper} = connection
  const label = connectionLabel(connection)
  return accessWhenUsed(async () => {
    const {login} = await ports.connectorOf(kind)
    if (!login) throw new RevschedError('usage', `${label} has no login`)
    return crmAccess({...ports, login, keeper}, {settings, label, signal})
  })
}
