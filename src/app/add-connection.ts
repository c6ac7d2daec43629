import type {ConnectionKind, CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {Ids} from '../domain/ports/ids.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import {type AccessPorts, accessWith} from './access-to.js'
import {checkedName} from './names.js'
import {sealSecret} from './seal-secret.js'
import {newSecret, secretPlace} from './secret-keepers.js'

type NewConnection = {
  kind: ConnectionKind
  name: string
  settings: unknown
  /** Asks for what it logs in with, as its connector stores it; null where it needs none. */
  secretFor(settings: CrmConnection['settings']): Promise<string | null>
  /** Zone in which dates without one are read for the test. */
  timeZone: string
  signal: AbortSignal
}

type Ports = {
  connections: ConnectionStore
  secrets: SecretStore
  store: Pick<AccessStore, 'reserveCall'>
  connector: Connector
  crm: () => Promise<AccessPorts>
  box: () => Promise<SecretBox>
  clock: Clock
  ids: Ids
}

/**
 * Stores a connection after one read of it succeeded, so that a wrong path or column is known before the first schedule.
 * `connection` is null, and nothing is stored, when the test tells of a problem.
 */
export async function addConnection(
  ports: Ports,
  actor: User,
  wanted: NewConnection,
): Promise<{connection: CrmConnection | null; test: ConnectionTest}> {
  const name = checkedName('connection', wanted.name)
  await refuseTakenName(ports.connections, actor, name)
  const settings = ports.connector.parseSettings(wanted.settings)
  const keeper = newSecret(ports, await wanted.secretFor(settings))
  const crm = await crmPorts(ports, {...wanted, settings, keeper})
  const test = await ports.connector
    .test(settings, {timeZone: wanted.timeZone, ...crm}, wanted.signal)
    .catch(error => Promise.reject(notConnected(error)))
  if (test.problem) return {connection: null, test}
  const now = ports.clock.now()
  const connection: CrmConnection = {
    id: ports.ids.next(),
    userId: actor.id,
    name,
    kind: wanted.kind,
    settings,
    lastCheckedAt: now,
    needsLogin: null,
    createdAt: now,
  }
  // Not what was given: a token that was fetched by it may have replaced it.
  const secret = await keeper.read()
  await ports.connections.addConnection(
    connection,
    secret === null ? null : await sealed(ports, connection, secret),
  )
  return {connection, test}
}

async function crmPorts(
  {connector, crm}: Pick<Ports, 'connector' | 'crm'>,
  {signal, ...connection}: Parameters<typeof accessWith>[1] & {signal: AbortSignal},
) {
  if (!connector.login) return {}
  const ports = await crm()
  return {crm: {http: ports.loginPorts.http, access: accessWith(ports, connection, signal)}}
}

async function sealed({secrets, box}: Pick<Ports, 'secrets' | 'box'>, {id}: CrmConnection, secret: string) {
  return sealSecret({secrets, box: await box()}, secret, secretPlace(id))
}

/** There is no connection yet whose login could be mended. */
function notConnected(error: unknown): unknown {
  if (!(error instanceof RevschedError) || error.code !== 'auth') return error
  return new RevschedError('auth', error.message, {
    hint: 'look at what was given, and run the command again; nothing was stored',
    cause: error,
  })
}

/** Said before a long read of the source; the store decides again when it inserts. */
async function refuseTakenName(connections: ConnectionStore, actor: User, name: string): Promise<void> {
  const taken = (await connections.listConnections(actor.id)).some(existing => existing.name === name)
  if (!taken) return
  throw new RevschedError('conflict', `there is a connection called "${name}" already`, {
    hint: `choose another name, or: revsched connection remove ${shellWord(name)}`,
  })
}
