import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {type AccessPorts, accessWith} from './access-to.js'
import {sealSecret} from './seal-secret.js'
import {newSecret, secretPlace, storedSecret} from './secret-keepers.js'

type Ports = Parameters<typeof storedSecret>[0] & {
  connections: Pick<ConnectionStore, 'markConnectionChecked'>
  connector: Connector
  crm: AccessPorts
}

/** Replaces the login of a connection once its CRM took the new one and was read with it; until then the old one stays. */
export async function loginConnection(
  ports: Ports,
  connection: CrmConnection,
  {secret, timeZone, signal}: {secret: string | null; timeZone: string; signal: AbortSignal},
): Promise<ConnectionTest> {
  const {connector, crm, clock} = ports
  const keeper = newSecret(ports, secret)
  const access = accessWith(crm, {...connection, keeper}, signal)
  const context = {timeZone, label: connectionLabel(connection), crm: {http: crm.loginPorts.http, access}}
  const test = await connector.test(connection.settings, context, signal)
  const kept = await keeper.read()
  // A token that is being fetched with the old login is waited for: it would be stored over the new one.
  await storedSecret(ports, connection.id).alone(() => replaceLogin(ports, connection.id, kept), signal)
  await ports.connections.markConnectionChecked(connection.id, clock.now())
  return test
}

async function replaceLogin({store, box}: Ports, id: string, secret: string | null): Promise<void> {
  if (secret === null) return store.markLogin(id, null, await store.readSecret(id))
  const sealed = await sealSecret({secrets: store, box: await box()}, secret, secretPlace(id))
  await store.storeSecret(id, sealed)
}
