import {RevschedError} from '../domain/errors.js'
import type {AccessStore} from '../domain/ports/access-store.js'
import type {DaemonStore} from '../domain/ports/daemon-log.js'
import type {ChannelStore, DeliveryStore} from '../domain/ports/delivery-store.js'
import type {Ids} from '../domain/ports/ids.js'
import type {RunQueue} from '../domain/ports/run-queue.js'
import type {SecretStore} from '../domain/ports/secret-box.js'
import type {SetupStore} from '../domain/ports/setup-store.js'
import type {ConnectionStore, Database, RunStore} from '../domain/ports/store.js'
import {openForSession} from './connection.js'
import {createWhereMissing, fileIdentity} from './create.js'
import {type MigrationOptions, migrate, refuseNewer, shippedMigrations} from './migrate.js'
import {reopening} from './reopen.js'
import {reviewStore} from './scheduled-reviews.js'
import {Session} from './session.js'
import type {Sqlite} from './sqlite.js'
import {userStore} from './users.js'

export type OpenOptions = MigrationOptions & {ids: Ids}

/** Opens or makes the database at `path`, brought to this program's version. Throws `storage` with words for what is wrong. */
export async function openDatabase(path: string, options: OpenOptions): Promise<Database> {
  const {clock, ids, migrations = shippedMigrations} = options
  const sqlite = await openMigrated(path, options)
  const session = new Session(sqlite, {
    clock,
    reopen: reopening(path, options),
    refuseNewer: version => refuseNewer(sqlite.name, version, options),
  })
  const identity = fileIdentity(path)
  return {
    path: sqlite.name,
    isInPlace: () => fileIdentity(path) === identity,
    newerVersion: () => newerVersion(session),
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
    ...lazily<StoredQueue>(
      () => import('./run-queue.js').then(({runQueue}) => runQueue(session)),
      queueOperations,
    ),
    ...lazily<DaemonStore>(
      () => import('./daemon-rows.js').then(({daemonStore}) => daemonStore(session)),
      daemonOperations,
    ),
    ...lazily<SecretStore>(
      () => import('./secrets.js').then(({secretStore}) => secretStore(session)),
      ['listSecrets', 'replaceSecrets'],
    ),
    ...lazily<AccessStore>(
      () => import('./crm-access.js').then(({accessStore}) => accessStore(session)),
      accessOperations,
    ),
    ...lazily<ChannelStore>(
      () => import('./channels.js').then(({channelStore}) => channelStore(session)),
      channelOperations,
    ),
    ...lazily<DeliveryStore>(
      () => import('./delivery-outbox.js').then(({deliveryStore}) => deliveryStore(session)),
      deliveryOperations,
    ),
    ...lazily<SetupStore>(
      () => import('./write-setup.js').then(({setupStore}) => setupStore(session)),
      ['writeSetup'],
    ),
    changeCounter: () => session.changeCounter(),
    hurry: patienceMs => session.hurry(patienceMs),
    watchWrites: async listener =>
      (await import('./watch-writes.js')).watchWrites(sqlite.name, listener, clock),
    async check({full}) {
      const {checkDatabase} = await import('./check.js')
      return session.read(current => checkDatabase(current, migrations, {full}))
    },
    backup: async target => (await import('./backup.js')).backupTo(sqlite.name, target),
    close: () => session.close(),
  }
}

/** A file that cannot be read just now is found to be so by whoever works with it. */
function newerVersion(session: Session): RevschedError | null {
  try {
    session.refuseNewer()
    return null
  } catch (error) {
    return error instanceof RevschedError ? error : null
  }
}

/** Waiting for the lock may have been waiting for a restore, which puts another file in the place of the one opened here. */
async function openMigrated(path: string, options: MigrationOptions): Promise<Sqlite> {
  for (;;) {
    await createWhereMissing(path)
    const identity = fileIdentity(path)
    const sqlite = openForSession(path)
    const failure = await migrate(sqlite, options).then(
      () => null,
      (error: unknown) => ({error}),
    )
    const isMoved = fileIdentity(path) !== identity
    if (!failure && !isMoved) return sqlite
    sqlite.close()
    if (failure && !isMoved) throw failure.error
  }
}

const connectionOperations = [
  'addConnection',
  'listConnections',
  'findConnection',
  'updateConnection',
  'removeConnection',
  'markConnectionChecked',
] as const satisfies readonly (keyof ConnectionStore)[]

const channelOperations = [
  'addChannel',
  'listChannels',
  'findChannel',
  'channelSecret',
  'updateChannel',
  'removeChannel',
  'enableChannel',
] as const satisfies readonly (keyof ChannelStore)[]

const deliveryOperations = [
  'advanceDeliveries',
  'beginSending',
  'releaseDelivery',
  'listDeliveries',
  'sendAgain',
] as const satisfies readonly (keyof DeliveryStore)[]

const runOperations = [
  'startRun',
  'runWithKey',
  'renewLease',
  'completeRun',
  'failRun',
  'listRuns',
  'countRuns',
  'changedRuns',
  'findRun',
  'readAnalysis',
  'readInput',
  'lastAnalysis',
  'runTrends',
  'recentResults',
] as const satisfies readonly (keyof RunStore)[]

/** The counter is asked without waiting, by a loop that has loaded all this long ago. */
type StoredQueue = Omit<RunQueue, 'changeCounter' | 'watchWrites'>

const queueOperations = [
  'decideDue',
  'takeBackCursor',
  'advance',
  'settleDead',
  'settleDue',
  'nextLeaseEnd',
  'enqueue',
  'requestCancel',
] as const satisfies readonly (keyof StoredQueue)[]

const daemonOperations = [
  'startDaemon',
  'beat',
  'stopDaemon',
  'lastDaemon',
  'addEvent',
  'addClockStep',
  'listEvents',
  'queueNumbers',
  'replan',
  'prune',
  'boundWal',
  'copyLogBack',
] as const satisfies readonly (keyof DaemonStore)[]

const accessOperations = [
  'readLogin',
  'storeSecret',
  'markLogin',
  'lockLogin',
  'unlockLogin',
  'reserveCall',
  'readRecords',
  'storeRecords',
] as const satisfies readonly (keyof AccessStore)[]

type Operations = Record<string, (...given: never[]) => Promise<unknown>>

/** Operations whose module, and drizzle with it, is loaded by the first call of one. */
function lazily<Store extends Operations>(
  load: () => Promise<Store>,
  names: readonly (keyof Store & string)[],
): Store {
  const entries = names.map(name => [name, async (...given: never[]) => (await load())[name]!(...given)])
  return Object.fromEntries(entries) as Store
}
