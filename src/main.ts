import {homedir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import type {AccessPorts} from './app/access-to.js'
import {accessWhenUsed} from './app/access-when-used.js'
import type {CommandContext, Host} from './cli/context.js'
import {ClosedPipe, type Io, outputTo, outputWhenUsed} from './cli/io.js'
import {type ColorChoice, coloredPaint, wantsColor} from './cli/paint.js'
import {type GlobalFlags, parseCommandLine} from './cli/program.js'
import {reportError} from './cli/report-error.js'
import {loadConfig, loadWhatIsValid} from './config/load-config.js'
import {RevschedError} from './domain/errors.js'
import type {Database} from './domain/ports/store.js'
import {systemClock} from './platform/clock.js'
import {appFolders} from './platform/folders.js'
import {systemHost} from './platform/host.js'
import {randomIds} from './platform/ids.js'
import {osUser} from './platform/os-user.js'
import {standardStream} from './platform/standard-stream.js'
import {plainPaint} from './report/paint.js'

/** The composition root: builds the real ports, runs the command line, turns an error into an exit code. */
export async function main(process: NodeJS.Process, version: string): Promise<number> {
  const argv = process.argv.slice(2)
  let color = colorFlag(argv)
  const io = ioOf(process, () => color)
  const isJson = argv.includes('--json') || argv.includes('--ndjson')
  const host = systemHost(process)
  const signal = stopSignal(process)
  if (argv[0] === '__complete') return completeLine(process, io, argv.slice(1))
  try {
    const parsed = await parseCommandLine(argv, version, io)
    if (!parsed) return 0
    const {command, input, flags} = parsed
    await withContext({process, version, io, host, signal, flags}, context => {
      const [problem] = context.configProblems
      if (problem && !command.runsWithBadConfig) throw problem
      color = context.config.color.value
      return command.run(context, input)
    })
    return 0
  } catch (error) {
    if (error instanceof ClosedPipe) return 0
    return await reportError(error, io.err, {isJson, isDebug: argv.includes('--debug')})
  } finally {
    await host.dispose()
  }
}

/** Whoever presses the tab key is told names, and nothing else whatever is wrong. */
async function completeLine(process: NodeJS.Process, {out}: Io, argv: readonly string[]): Promise<number> {
  const configOf = async (flags: GlobalFlags) => {
    const folders = appFolders(process.env, process.platform, homedir)
    const sources = {
      env: process.env,
      flags,
      folders,
      account: osUser(),
      readFile: systemHost(process).readText,
    }
    return (await loadWhatIsValid(sources)).config
  }
  try {
    const {complete} = await import('./cli/complete.js')
    await complete(argv, {
      out,
      settings: async () => Object.keys(await configOf({})),
      async storedNames(kind, flags) {
        const {database, user} = await configOf(flags)
        const {storedNames} = await import('./store/stored-names.js')
        return storedNames(database.value, kind, user.value)
      },
    })
  } catch {
    // A shell shows what is printed in the middle of the line that is being typed.
  }
  return 0
}

type Parts = {
  process: NodeJS.Process
  version: string
  io: Io
  host: Host
  signal: AbortSignal
  flags: GlobalFlags
}

async function withContext(
  {process, version, io, host, signal, flags}: Parts,
  run: (context: CommandContext) => Promise<void>,
) {
  const folders = appFolders(process.env, process.platform, homedir)
  const sources = {env: process.env, flags, folders, account: osUser(), readFile: host.readText}
  const {config, path: configPath, problems: configProblems, databaseProblem} = await loadWhatIsValid(sources)
  const openDatabase = async (path: string): Promise<Database> => {
    const {openDatabase: open} = await import('./store/open.js')
    return open(path, {clock: systemClock, ids: randomIds, programVersion: version})
  }
  let opened: Promise<Database> | null = null
  const database = async () => {
    if (databaseProblem) throw databaseProblem
    opened ??= openDatabase(config.database.value)
    return opened
  }
  const keyPlaces = {env: process.env, keyFile: join(folders.data, 'revsched.key')}
  const context: CommandContext = {
    version,
    io,
    clock: systemClock,
    ids: randomIds,
    config,
    configPath,
    configProblems,
    host,
    files: {
      migrate: async path =>
        (await import('./store/migrate.js')).migrateDatabase(path, {
          clock: systemClock,
          programVersion: version,
        }),
      restore: async (path, from) =>
        (await import('./store/restore.js')).restoreDatabase(path, from, {
          clock: systemClock,
          programVersion: version,
        }),
    },
    makeFolder: async path => (await import('./store/make-folder.js')).makeFolder(path),
    database,
    openDatabase,
    databaseLibrary,
    actor: async () => actorOf(await database(), config.user),
    secretBox: async () => (await import('./platform/secret-box.js')).secretBox(keyPlaces),
    keyRotation: async () => (await import('./platform/key-rotation.js')).keyRotation(keyPlaces),
    lockKey: async () => (await import('./store/key-lock.js')).lockKey(keyPlaces.keyFile),
    pingSender: async () => (await import('./platform/ping-sender.js')).pingSender(version),
    channelDriver: async kind => (await import('./delivery/all-channels.js')).driverOf(kind),
    channelPorts: async () => ({
      http: (await import('./platform/http-client.js')).httpClientOf(version),
      dial: (await import('./platform/dial.js')).dialOf(),
      replaceFile: async (path, bytes) =>
        (await import('./platform/write-file.js')).replaceFile(path, bytes, {suffix: randomIds.next()}),
    }),
    digestThread: async () => {
      const {digestThread} = await import('./daemon/digest-thread.js')
      return digestThread(fileURLToPath(new URL('digest-thread.js', import.meta.url)))
    },
    backupMaker: async () => {
      const {backupProcess} = await import('./platform/backup-process.js')
      return backupProcess(fileURLToPath(new URL('backup-process.js', import.meta.url)))
    },
    connectorOf,
    csvRecords: async () => (await import('./connectors/csv-records.js')).csvRecords,
    fieldsOfKind: async kind => (await import('./connectors/all-connectors.js')).fieldsOfKind(kind),
    accessTo: (store, connection, stop) =>
      accessWhenUsed(async () => {
        const {accessTo} = await import('./app/access-to.js')
        return accessTo(
          {
            ...(await crm(version)),
            store,
            box: context.secretBox,
            owner: host.owner(),
          },
          connection,
          stop,
        )
      }),
    crm: () => crm(version),
    reviewThreads: async threads => {
      const {reviewThreads} = await import('./daemon/review-threads.js')
      // What threads execute: a chunk of its own beside this one (build.mjs).
      const filename = fileURLToPath(new URL('review-thread.js', import.meta.url))
      return reviewThreads({clock: systemClock}, {filename, threads, cores: host.cores})
    },
    lockDaemon: async path => (await import('./store/daemon-lock.js')).lockDaemon(path),
    logger: async (level, format) => {
      const {createLogger} = await import('./platform/log-writer.js')
      const {logLine} = await import('./report/log-line.js')
      return createLogger(systemClock, level, {
        descriptor: 2,
        env: process.env,
        readable: format === 'json' ? JSON.stringify : logLine,
      })
    },
    reloadConfig: async () => (await loadConfig(sources)).config,
    notifier: async log =>
      (await import('./platform/service-notify.js')).serviceNotifier(process.env, process.pid, log),
    signal,
  }
  try {
    await run(context)
  } finally {
    const database = await (opened as Promise<Database> | null)?.catch(() => null)
    database?.close()
  }
}

const connectorOf: CommandContext['connectorOf'] = async kind =>
  (await import('./connectors/all-connectors.js')).connectorOf(kind)

/** What talks to a CRM from this process. */
async function crm(version: string): Promise<AccessPorts> {
  const {httpClientOf} = await import('./platform/http-client.js')
  const {runProgram} = await import('./platform/run-program.js')
  const loginPorts = {http: httpClientOf(version), runProgram, now: systemClock.now}
  return {connectorOf, loginPorts, clock: systemClock, ids: randomIds}
}

async function databaseLibrary(): Promise<string> {
  const {createRequire} = await import('node:module')
  const {name, version} = createRequire(import.meta.url)('better-sqlite3/package.json')
  return `${name} ${version}`
}

/** The operating-system account is a local user of tier `team` from the first start on; another one must exist already. */
async function actorOf(database: Database, user: {value: string; origin: string}) {
  if (user.origin === 'default') return database.ensureUser(user.value, 'team')
  const found = await database.findUser(user.value)
  if (found) return found
  const {didYouMean} = await import('./domain/ref.js')
  const names = (await database.listUsers()).map(({name}) => name)
  throw new RevschedError('not-found', `there is no user called "${user.value}"`, {
    hint:
      didYouMean(user.value, names) ??
      'revsched user add makes one; without --user and REVSCHED_USER you act as the user of this account',
  })
}

/** Before the configuration is read, colours follow flag and environment alone. */
function colorFlag(argv: readonly string[]): ColorChoice {
  const at = argv.indexOf('--color')
  const choice =
    at >= 0 ? argv[at + 1] : argv.find(word => word.startsWith('--color='))?.slice('--color='.length)
  return choice === 'always' || choice === 'never' ? choice : 'auto'
}

function ioOf(process: NodeJS.Process, color: () => ColorChoice): Io {
  const output = (descriptor: number, nodeStream: () => NodeJS.WriteStream) =>
    outputWhenUsed(() => {
      const stream = standardStream(descriptor, nodeStream)
      const paint = wantsColor(color(), process.env, stream) ? coloredPaint : plainPaint
      return outputTo(stream, paint, process.env.COLUMNS)
    })
  return {out: output(1, () => process.stdout), err: output(2, () => process.stderr)}
}

/** `timeout` and `npm run` send a signal to the process and to its group: the same wish, heard twice. */
const sameWishMs = 300

/** The first SIGINT or SIGTERM asks the command to stop, a later one ends the process at once. */
function stopSignal(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController()
  let askedAt = 0
  const stop = (code: 'interrupted' | 'terminated', words: string) => (name: NodeJS.Signals) => {
    const now = systemClock.monotonicMs()
    if (!controller.signal.aborted) askedAt = now
    else if (now - askedAt > sameWishMs) dieOf(process, name)
    controller.abort(new RevschedError(code, words))
  }
  process.on('SIGINT', stop('interrupted', 'stopped by Ctrl-C'))
  process.on('SIGTERM', stop('terminated', 'stopped by SIGTERM'))
  return controller.signal
}

/**
 * Ends this process as a signal does that nobody listens to; a shell sees 130 or 143. Not by `process.exit`, which waits for threads,
 * and for one in native code perhaps for ever.
 */
function dieOf(process: NodeJS.Process, name: NodeJS.Signals): void {
  process.removeAllListeners(name)
  process.kill(process.pid, name)
  // The first process of a container cannot send itself a signal.
  process.exit(name === 'SIGINT' ? 130 : 143)
}
