import type {Clock} from '../domain/ports/clock.js'
import type {Ids} from '../domain/ports/ids.js'
import type {ConnectionStore, Database, RunStore} from '../domain/ports/store.js'
import {connect} from './connection.js'
import {migrate} from './migrate.js'
import {reviewStore} from './scheduled-reviews.js'
import {Session} from './session.js'
import {userStore} from './users.js'

export type OpenOptions = {clock: Clock; ids: Ids; programVersion: string}

/** Opens or makes the database at `path`, brought to this program's version. Throws `storage` with words for what is wrong. */
export async function openDatabase(
  path: string,
  {clock, ids, programVersion}: OpenOptions,
): Promise<Database> {
  const sqlite = connect(path)
  try {
    await migrate(sqlite, {clock, programVersion})
  } catch (error) {
    sqlite.close()
    throw error
  }
  const session = new Session(sqlite, clock)
  return {
    path: sqlite.name,
    ...userStore(session, ids),
    ...reviewStore(session),
    ...lazily<ConnectionStore>(
      () => import('./connections.js').then(({connectionStore}) => connectionStore(session)),
      connectionOperations,
    ),
    ...lazily<RunStore>(
      () => import('./run-ledger.js').then(({runStore}) => runStore(session)),
      runOperations,
    ),
    check: async ({full}) => (await import('./check.js')).checkDatabase(sqlite, full),
    backup: async target => (await import('./backup.js')).backupTo(sqlite, target),
    close() {
      sqlite.close()
    },
  }
}

const connectionOperations = [
  'addConnection',
  'listConnections',
  'findConnection',
  'removeConnection',
  'markConnectionChecked',
] as const satisfies readonly (keyof ConnectionStore)[]

const runOperations = [
  'startRun',
  'renewLease',
  'completeRun',
  'failRun',
  'listRuns',
  'countRuns',
  'findRun',
  'readAnalysis',
  'lastAnalysis',
] as const satisfies readonly (keyof RunStore)[]

type Operations = Record<string, (...given: never[]) => Promise<unknown>>

/** Operations whose module, and drizzle with it, is loaded by the first call of one. */
function lazily<Store extends Operations>(
  load: () => Promise<Store>,
  names: readonly (keyof Store & string)[],
): Store {
  const entries = names.map(name => [name, async (...given: never[]) => (await load())[name]!(...given)])
  return Object.fromEntries(entries) as Store
}
