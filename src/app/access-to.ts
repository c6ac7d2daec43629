import {type CrmConnection, connectionLabel, fullReadEveryMs} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Connector} from '../domain/ports/connector.js'
import type {CrmAccess, LoginPorts} from '../domain/ports/crm-access.js'
import type {Ids} from '../domain/ports/ids.js'
import type {RecordShelf, SecretKeeper} from '../domain/ports/secret-keeper.js'
import {accessWhenUsed} from './access-when-used.js'
import {crmAccess} from './crm-access.js'
import {logsInAlike} from './logs-in-alike.js'
import {type KeeperPorts, storedSecret} from './secret-keepers.js'

export type AccessPorts = {
  connectorOf(kind: CrmConnection['kind']): Promise<Pick<Connector, 'login'>>
  loginPorts: LoginPorts
  clock: Clock
  ids: Ids
}

type StoredPorts = AccessPorts & KeeperPorts

/** The way into the CRM of a stored connection. Nothing is loaded or read before the first call needs it. */
export function accessTo(
  ports: StoredPorts,
  connection: Pick<CrmConnection, 'id' | 'kind' | 'name' | 'settings'>,
  signal: AbortSignal,
): CrmAccess {
  const {id: connectionId, kind, settings} = connection
  const keeper = storedSecret(ports, {
    connectionId,
    fits: async stored => logsInAlike(await ports.connectorOf(kind), stored, settings),
  })
  const records = keptRecords(ports, connectionId)
  return accessWith(ports, {...connection, keeper, records}, signal)
}

function keptRecords({store, clock}: StoredPorts, connectionId: string): RecordShelf {
  return {
    read: shape => store.readRecords(connectionId, shape),
    keep: (shape, kept) =>
      store.storeRecords(connectionId, {
        ...kept,
        shape,
        staleBefore: new Date(clock.now().getTime() - fullReadEveryMs),
      }),
  }
}

/** The same with a secret that may not be stored yet. */
export function accessWith(
  ports: AccessPorts,
  connection: Pick<CrmConnection, 'kind' | 'name' | 'settings'> & {
    keeper: SecretKeeper
    records?: RecordShelf
  },
  signal: AbortSignal,
): CrmAccess {
  const {kind, settings, keeper, records} = connection
  const label = connectionLabel(connection)
  return accessWhenUsed(async () => {
    const {login} = await ports.connectorOf(kind)
    if (!login) throw new RevschedError('usage', `${label} has no login`)
    return crmAccess({...ports, login, keeper, ...(records && {records})}, {settings, label, signal})
  })
}
