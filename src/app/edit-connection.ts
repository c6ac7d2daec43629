import {type CrmConnection, connectionLabel} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {SecretKeeper} from '../domain/ports/secret-keeper.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {type AccessPorts, accessTo, accessWith} from './access-to.js'
import {logsInAlike} from './logs-in-alike.js'
import {checkedName} from './names.js'
import {sealSecret} from './seal-secret.js'
import {aloneAtLogin, type KeeperPorts, newSecret, secretPlace} from './secret-keepers.js'
import {untilNobodyWasFaster} from './until-nobody-was-faster.js'

type Settings = CrmConnection['settings']

type Edit = {
  connection: CrmConnection
  name: string
  /** The settings from then on, not checked yet; null where only the name is another. */
  settings: Settings | null
  /** True for who logs in anew, though the stored login would do. */
  logsIn: boolean
  /** Asks for what it logs in with from then on; null where that needs nothing. Called where the stored login does not go with the settings. */
  secretFor(settings: Settings): Promise<string | null>
  /** Zone in which dates without one are read for the test. */
  timeZone: string
  signal: AbortSignal
}

type Ports = KeeperPorts & {
  connections: Pick<ConnectionStore, 'updateConnection'>
  connector: Connector
  crm: () => Promise<AccessPorts>
}

type Edited = {
  /** Nothing was changed when it tells of a problem; null where only the name is another. */
  test: ConnectionTest | null
  isLoginNew: boolean
}

/**
 * Changes a connection after one read of it with the new settings succeeded; until then the old ones stay, with their login. A stored login
 * never goes elsewhere than where it was made for: settings that lead there are stored with a login of their own, in one step.
 */
export async function editConnection(ports: Ports, edit: Edit): Promise<Edited> {
  const {connection: before, signal} = edit
  const named = {...before, name: checkedName('connection', edit.name)}
  const expected = before.settings
  if (edit.settings === null) {
    await ports.connections.updateConnection(named, {expected})
    return {test: null, isLoginNew: false}
  }
  const settings = ports.connector.parseSettings(edit.settings)
  const isLoginNew = edit.logsIn || !logsInAlike(ports.connector, expected, settings)
  const keeper = isLoginNew ? newSecret(ports, await edit.secretFor(settings)) : null
  const test = await tested(ports, {...edit, settings, keeper})
  if (test.problem) return {test, isLoginNew}
  const connection = {...named, settings, lastCheckedAt: ports.clock.now()}
  if (keeper === null) await ports.connections.updateConnection(connection, {expected})
  else {
    // Not what was given: a token that was fetched by it may have replaced it.
    const kept = await keeper.read()
    // A token that is being fetched with the old login is waited for: it would be stored over the new one.
    const work = () => storeWithLogin(ports, {connection, expected, secret: kept})
    await aloneAtLogin(ports, {connectionId: connection.id, work, signal})
  }
  return {test, isLoginNew}
}

/** Reads all with the new settings; `keeper` has the login that goes with them, null for the stored one. */
async function tested(
  ports: Ports,
  {connection, settings, keeper, timeZone, signal}: Edit & {settings: Settings; keeper: SecretKeeper | null},
): Promise<ConnectionTest> {
  const {connector} = ports
  // Settings of a file were just given, as far as its connector can tell: it refuses what does not fit.
  if (!connector.login) return connector.test(settings, {timeZone}, signal)
  const crm = await ports.crm()
  const edited = {...connection, settings}
  const access = keeper
    ? accessWith(crm, {...edited, keeper}, signal)
    : accessTo({...ports, ...crm}, edited, signal)
  const context = {timeZone, label: connectionLabel(connection), crm: {http: crm.loginPorts.http, access}}
  return connector
    .test(settings, context, signal)
    .catch(error => Promise.reject(keeper ? notLoggedIn(error) : error))
}

/** The stored login is not what is wrong. */
function notLoggedIn(error: unknown): unknown {
  if (!(error instanceof RevschedError) || error.code !== 'auth') return error
  return new RevschedError('auth', error.message, {
    hint: 'look at what was given, and run the command again; nothing was changed',
    cause: error,
  })
}

/** Sealed again where the master key is replaced at that moment. */
function storeWithLogin(
  {store, box, connections}: Ports,
  {connection, expected, secret}: {connection: CrmConnection; expected: Settings; secret: string | null},
): Promise<void> {
  return untilNobodyWasFaster(async () => {
    const place = secretPlace(connection.id)
    const sealed =
      secret === null ? null : await sealSecret({secrets: store, box: await box()}, secret, place)
    await connections.updateConnection(connection, {expected, secret: sealed})
  })
}
