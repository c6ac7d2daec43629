import type {ConnectionKind, CrmConnection} from '../domain/crm-connection.js'
import {RevschedError} from '../domain/errors.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ConnectionTest, Connector} from '../domain/ports/connector.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ConnectionStore} from '../domain/ports/store.js'
import {shellWord} from '../domain/shell-word.js'
import type {User} from '../domain/user.js'
import {checkedName} from './names.js'

type NewConnection = {
  kind: ConnectionKind
  name: string
  settings: unknown
  /** Zone in which dates without one are read for the test. */
  timeZone: string
  signal: AbortSignal
}

/**
 * Stores a connection after one read of it succeeded, so that a wrong path or column is known before the first schedule.
 * `connection` is null, and nothing is stored, when the test tells of a problem.
 */
export async function addConnection(
  ports: {connections: ConnectionStore; connector: Connector; clock: Clock; ids: Ids},
  actor: User,
  wanted: NewConnection,
): Promise<{connection: CrmConnection | null; test: ConnectionTest}> {
  const name = checkedName('connection', wanted.name)
  await refuseTakenName(ports.connections, actor, name)
  const settings = ports.connector.parseSettings(wanted.settings)
  const test = await ports.connector.test(settings, {timeZone: wanted.timeZone}, wanted.signal)
  if (test.problem) return {connection: null, test}
  const now = ports.clock.now()
  const connection: CrmConnection = {
    id: ports.ids.next(),
    userId: actor.id,
    name,
    kind: wanted.kind,
    settings,
    lastCheckedAt: now,
    createdAt: now,
  }
  await ports.connections.addConnection(connection)
  return {connection, test}
}

/** Said before a long read of the source; the store decides again when it inserts. */
async function refuseTakenName(connections: ConnectionStore, actor: User, name: string): Promise<void> {
  const taken = (await connections.listConnections(actor.id)).some(existing => existing.name === name)
  if (!taken) return
  throw new RevschedError('conflict', `there is a connection called "${name}" already`, {
    hint: `choose another name, or: revsched connection remove ${shellWord(name)}`,
  })
}
