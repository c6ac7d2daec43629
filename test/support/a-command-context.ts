import type {CommandContext, Host} from '../../src/cli/context.js'
import type {Config} from '../../src/config/load-config.js'
import {fieldsOfKind} from '../../src/connectors/all-connectors.js'
import {csvRecords} from '../../src/connectors/csv-records.js'
import type {Deal} from '../../src/domain/review/deal.js'
import {aDeal} from './a-deal.js'
import {aConnection, aListing, aUser} from './a-scheduled-review.js'
import {fakeClock} from './fake-clock.js'
import {fakeConnector} from './fake-connector.js'
import {fakeDatabase, type Stored} from './fake-database.js'
import {fakeLogger} from './fake-logger.js'
import {type Recorded, recordedOutput} from './fake-output.js'
import {fakeSecretBox} from './fake-secret-box.js'
import {reviewsInThisThread} from './in-this-thread.js'
import {noAccess, noHttp} from './no-access.js'

const unexpected = (what: string) => () => Promise.reject(new Error(`nobody should ask for ${what}`))

/** A machine in New York whose files are `files`; what is written to it goes there, too. */
export function aHost(changes: Partial<Host> = {}): Host & {files: Map<string, string>} {
  const files = new Map<string, string>()
  return {
    files,
    nodeVersion: '22.20.0',
    zoneDataVersion: '2025c',
    platform: 'linux',
    timeZone: 'America/New_York',
    cwd: '/data',
    examplesFolder: '/package/examples',
    owner: () => ({lease: 'host:boot:1:start', isAlive: () => true}),
    isOwnerAlive: () => true,
    identity: () => ({host: 'host', pid: 1, bootId: 'boot'}),
    random: () => 0,
    cores: 2,
    onHangup: () => () => undefined,
    reserveFileThreads: () => undefined,
    killSelf: () => undefined,
    environment: () => null,
    readSecretLine: unexpected('a secret'),
    readSecretText: unexpected('a secret'),
    loopbackLogin: unexpected('a browser'),
    terminal: async () => null,
    lineTerminal: async () => null,
    openBrowser: unexpected('a browser'),
    openPage: unexpected('a browser'),
    lastingFolder: unexpected('a folder'),
    freeBytes: async () => 50_000_000_000,
    readText: unexpected('a file'),
    prompter: async () => null,
    readStandardInput: unexpected('standard input'),
    readBytes: unexpected('a file'),
    writeNew: unexpected('a new file'),
    checkWritable: async () => undefined,
    async writeFile(path, chunks) {
      files.set(path, [...chunks].join(''))
    },
    service: async () => ({
      nodePath: '/usr/bin/node',
      scriptPath: '/usr/lib/node_modules/revsched/bin/revsched.js',
      env: {},
      homeFolder: '/home/ann',
      configFolder: '/home/ann/.config',
      read: async path => files.get(path) ?? null,
      isThere: async path => files.has(path),
      async write(path, text) {
        files.set(path, text)
      },
      async remove(path) {
        files.delete(path)
      },
    }),
    temporaryFolder: unexpected('a temporary folder'),
    ...changes,
  }
}

export function aConfig(changes: Partial<Config> = {}): Config {
  const setting = <Value>(value: Value) => ({value, origin: 'default' as const, where: ''})
  return {
    database: setting('/home/ann/revsched.db'),
    user: setting('ann'),
    timezone: setting(null),
    ruleset: setting('recommended'),
    color: setting('auto' as const),
    concurrency: setting(null),
    logLevel: setting('info' as const),
    backupFolder: setting(null),
    backupsKept: setting('7'),
    ...changes,
  }
}

type Given = {
  stored?: Partial<Stored>
  deals?: readonly Deal[]
  /** What reading the source throws. */
  failure?: Error
  host?: Partial<Host>
  config?: Partial<Config>
  configProblems?: CommandContext['configProblems']
  /** What opening the database throws. */
  databaseFailure?: Error
  isTerminal?: boolean
  now?: string
}

export type FakeContext = CommandContext & {
  io: {out: Recorded; err: Recorded}
  host: ReturnType<typeof aHost>
  stored: Stored
  clock: ReturnType<typeof fakeClock>
}

/**
 * What a command is run with: ann, at noon (UTC) of Tuesday, 1 April 2025, has the connection `emea` with one late and one
 * healthy deal, and the review `weekly`.
 */
export function aCommandContext(given: Given = {}): FakeContext {
  const stored: Stored = {
    users: [aUser()],
    connections: [aConnection()],
    connectionSecrets: new Map(),
    channels: [],
    reviews: [aListing()],
    runs: [],
    analyses: new Map(),
    inputs: new Map(),
    checks: [{name: 'integrity', isOk: true, detail: 'ok'}],
    daemon: null,
    queueNumbers: {},
    events: [],
    ...given.stored,
  }
  const deals = given.deals ?? [
    aDeal({id: 'late', name: 'Late deal', closeDate: '2025-03-01'}),
    aDeal({id: 'fine', name: 'Fine deal'}),
  ]
  const database = fakeDatabase(stored)
  const output = () => recordedOutput({isTerminal: given.isTerminal ?? false})
  let made = 0
  const context: FakeContext = {
    stored,
    version: '1.2.3',
    io: {out: output(), err: output()},
    clock: fakeClock(given.now ?? '2025-04-01T12:00:00Z'),
    ids: {next: () => `id-${++made}`},
    config: aConfig(given.config),
    configPath: '/home/ann/config.yaml',
    configProblems: given.configProblems ?? [],
    host: aHost(given.host),
    files: {
      migrate: async () => ({from: 1, to: 1, backupPath: null}),
      restore: async path => ({path, replacedPath: `${path}.bak`}),
    },
    async database() {
      if (given.databaseFailure) throw given.databaseFailure
      return database
    },
    openDatabase: async () => database,
    databaseLibrary: async () => 'better-sqlite3 12.11.1',
    actor: async () => stored.users[0]!,
    secretBox: async () => fakeSecretBox(),
    keyRotation: unexpected('the rotation of keys'),
    lockKey: async () => ({release: () => undefined}),
    pingSender: async () => unexpected('a ping'),
    channelDriver: unexpected('a channel'),
    channelPorts: unexpected('a channel'),
    backupMaker: async () => unexpected('a backup'),
    digestThread: async () => ({render: unexpected('a message'), close: async () => undefined}),
    makeFolder: async () => undefined,
    csvRecords: async () => csvRecords,
    connectorOf: async () => fakeConnector(deals, given.failure ?? null),
    fieldsOfKind,
    accessTo: () => noAccess,
    crm: async () => ({
      connectorOf: kind => context.connectorOf(kind),
      loginPorts: {http: noHttp, runProgram: unexpected('a program'), now: context.clock.now},
      clock: context.clock,
      ids: context.ids,
    }),
    // Looked up when a review is made: a test may have put another connector in place.
    reviewThreads: async () => reviewsInThisThread(kind => context.connectorOf(kind)),
    lockDaemon: async () => ({release: () => undefined}),
    logger: async () => ({...fakeLogger(), setLevel: () => undefined}),
    reloadConfig: async () => context.config,
    notifier: unexpected('a notifier'),
    signal: new AbortController().signal,
  }
  return context
}
