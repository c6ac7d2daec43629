import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {type AccessPorts, accessWith} from './access-to.js'
import {sealSecret} from './seal-secret.js'
import {newSecret, secretPlace} from './secret-keepers.js'

type Ports = {
  connections: Pick<ConnectionStore, 'markConnectionChecked'>
  store: AccessStore & SecretStore
  connector: Connector
  crm: AccessPorts
  box: () => Promise<SecretBox>
  clock: Clock
}

/** Replaces the login of a connection once its CRM took the new one and was read with it; until then the old one stays. */
export async function loginConnection(
  ports: Ports,
  connection: CrmConnection,
  {secret, timeZone, signal}: {secret: string | null; timeZone: string; signal: AbortSignal},
): Promise<ConnectionTest> {
  const {connector, crm, clock, store, box} = ports
  const keeper = newSecret(clock, secret)
  const access = accessWith(crm, {...connection, keeper}, signal)
  const context = {timeZone, label: connectionLabel(connection), crm: {http: crm.loginPorts.http, access}}
  const test = await connector.test(connection.settings, context, signal)
  const kept = await keeper.read()
  if (kept === null) await store.markLogin(connection.id, null)
  else
    await store.storeSecret(
      connection.id,
      await sealSecret({secrets: store, box: await box()}, kept, secretPlace(connection.id)),
    )
  await ports.connections.markConnectionChecked(connection.id, clock.now())
  return test
}
