import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {type AccessPorts, accessWith} from './access-to.js'
import {logsInAlike} from './logs-in-alike.js'
import {sealSecret} from './seal-secret.js'
import {aloneAtLogin, type KeeperPorts, ledElsewhere, newSecret, secretPlace} from './secret-keepers.js'

type Ports = KeeperPorts & {
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
  const work = () => replaceLogin(ports, connection, kept)
  await aloneAtLogin(ports, {connectionId: connection.id, work, signal})
  await ports.connections.markConnectionChecked(connection.id, clock.now())
  return test
}

async function replaceLogin(
  {store, box, connector}: Ports,
  {id, settings}: CrmConnection,
  secret: string | null,
): Promise<void> {
  const stored = await store.readLogin(id)
  if (!logsInAlike(connector, stored.settings, settings)) throw ledElsewhere()
  if (secret === null) return store.markLogin(id, null, stored.sealed)
  const sealed = await sealSecret({secrets: store, box: await box()}, secret, secretPlace(id))
  await store.storeSecret(id, sealed)
}
