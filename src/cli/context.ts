import type {AccessPorts} from '../app/access-to.js'
import type {Config} from '../config/load-config.js'
import type {DigestThread} from '../daemon/digest-thread.js'
import type {ReviewThreads} from '../daemon/review-threads.js'
import type {ConnectionKind, CrmConnection} from '../domain/crm-connection.js'
import type {ChannelKind} from '../domain/delivery/channel.js'
import type {RevschedError} from '../domain/errors.js'
import type {MakeBackup} from '../domain/ports/backup-maker.js'
import type {ChannelDriver, ChannelPorts} from '../domain/ports/channel-driver.js'
import type {Clock} from '../domain/ports/clock.js'
import type {Connector} from '../domain/ports/connector.js'
import type {CrmAccess} from '../domain/ports/crm-access.js'
import type {FieldOrigins} from '../domain/ports/field-origins.js'
import type {Ids} from '../domain/ports/ids.js'
import type {KeyRotation} from '../domain/ports/key-rotation.js'
import type {LeveledLogger, Logger, LogLevel} from '../domain/ports/logger.js'
import type {PingSender} from '../domain/ports/ping-sender.js'
import type {Prompter} from '../domain/ports/prompter.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import type {ServiceNotifier} from '../domain/ports/service-notifier.js'
import type {Database} from '../domain/ports/store.js'
import type {LineTerminal, Terminal} from '../domain/ports/terminal.js'
import type {LeaseOwner} from '../domain/run/lease.js'
import type {User} from '../domain/user.js'
import type {Io} from './io.js'

/** The file operations on a database that is not (or must not be) open. */
type DatabaseFiles = {
  migrate(path: string): Promise<{from: number; to: number; backupPath: string | null}>
  restore(path: string, from: string): Promise<{path: string; replacedPath: string | null}>
}

/** This program as systemd or launchd would start it, and the files that these read. */
export type ServiceHost = {
  nodePath: string
  scriptPath: string
  env: NodeJS.ProcessEnv
  homeFolder: string
  /** XDG_CONFIG_HOME, or what stands for it. */
  configFolder: string
  /** Null where there is no such file. */
  read(path: string): Promise<string | null>
  /** Also true for a link that points nowhere. */
  isThere(path: string): Promise<boolean>
  /** Whole or not at all, readable by everybody; makes the folder. */
  write(path: string, text: string): Promise<void>
  remove(path: string): Promise<void>
}

/** A place for a browser to come back to. */
type LoopbackLogin = {
  redirectUrl: string
  /** Rejects with `auth` for a person who refused, with `timeout` for one who did not come. */
  wait(expectedState: string): Promise<{code: string}>
  close(): Promise<void>
}

/** What the host offers beyond ports: asked only by the commands that need it. */
export type Host = {
  nodeVersion: string
  /** Release of the zone data inside Node, e.g. `2025c`. */
  zoneDataVersion: string
  platform: string
  /** Canonical IANA zone of the machine. */
  timeZone: string
  cwd: string
  /** Folder of the program's own examples. */
  examplesFolder: string
  /** Its lease is `host:boot:pid:start`. */
  owner(): LeaseOwner
  isOwnerAlive(leaseOwner: string): boolean
  /** Host, process and boot, for those who look for the daemon. */
  identity(): {host: string; pid: number; bootId: string}
  /** 0 to 1. */
  random(): number
  /** What this process may use. */
  cores: number
  /** Calls `listener` at each SIGHUP, which ends a process that does not listen. Returns what ends that. */
  onHangup(listener: () => void): () => void
  /**
   * Lets so many reads of files wait for their disks at the same time; Node's own number is four for the whole process. To be called
   * before the first one. UV_THREADPOOL_SIZE, where it is set, stays.
   */
  reserveFileThreads(count: number): void
  /** Ends this process at once, without a word, whatever its threads do. */
  killSelf(): void
  freeBytes(path: string): Promise<number>
  /** Null for a variable that is empty or not set. */
  environment(variable: string): string | null
  /** A line of standard input that is neither shown nor kept; `prompt` is called where a person is to type it. */
  readSecretLine(prompt: () => Promise<void>): Promise<string>
  /** The same of many lines, to the end of the input. */
  readSecretText(prompt: () => Promise<void>): Promise<string>
  /** Asks questions; null where nobody sits at a terminal. */
  prompter(): Promise<Prompter | null>
  /** Waits for a browser to come back from a login page; port 0 is any free one. */
  loopbackLogin(options: {port: number; signal: AbortSignal}): Promise<LoopbackLogin>
  /** Null where there is none that a program can take over. */
  terminal(): Promise<Terminal | null>
  /** Where lines of standard error can be drawn in place; null where they cannot. */
  lineTerminal(): Promise<LineTerminal | null>
  /** False where there is no browser to open. */
  openBrowser(url: string): Promise<boolean>
  /** The same for a page in a file. */
  openPage(path: string): Promise<boolean>
  /** Of a regular file of at most 1 MB; throws for any other, which says what it is. */
  readText(path: string): Promise<string>
  /** All of standard input, at most 1 MB. */
  readStandardInput(): Promise<string>
  /** All of a file or a pipe, at most 32 MB; `-` is standard input. */
  readBytes(path: string): Promise<Uint8Array>
  /** Throws what `writeFile` would throw for a file there; asked before long work. */
  checkWritable(path: string): Promise<void>
  /** Writes a file whole or not at all, readable by its owner only. */
  writeFile(path: string, chunks: Iterable<string | Uint8Array>): Promise<void>
  /** Throws `conflict` for a file that is there. */
  writeNew(path: string, text: string): Promise<void>
  service(): Promise<ServiceHost>
  /** A new folder that is removed when the program ends. */
  temporaryFolder(): Promise<string>
  /** A new folder for temporary files, of its owner only, which the system removes some day. */
  lastingFolder(): Promise<string>
}

/** Everything a command may use. Functions are lazy: a command that does not call them does not pay for them. */
export type CommandContext = {
  version: string
  io: Io
  clock: Clock
  ids: Ids
  config: Config
  /** Path of the configuration file, whether it exists or not. */
  configPath: string
  /** What is wrong with the configuration: empty but for a command that runs with a bad one. */
  configProblems: readonly RevschedError[]
  host: Host
  files: DatabaseFiles
  /** With those above it, where they are missing; only its owner may look into it. */
  makeFolder(path: string): Promise<void>
  /** Opened at the first call and closed when the command ends. Throws `config` where it is not known which one is meant. */
  database(): Promise<Database>
  openDatabase(path: string): Promise<Database>
  /** Name and release of the library below the database. */
  databaseLibrary(): Promise<string>
  actor(): Promise<User>
  /** What secrets are sealed and opened with. */
  secretBox(): Promise<SecretBox>
  keyRotation(): Promise<KeyRotation>
  /** The right to replace the master key: one process has it. Throws `busy` when another one does. */
  lockKey(): Promise<{release(): void}>
  pingSender(): Promise<PingSender>
  channelDriver(kind: ChannelKind): Promise<ChannelDriver>
  /** What the drivers of channels use of the outside. */
  channelPorts(): Promise<ChannelPorts>
  /** Makes messages in a thread of its own; whoever asks for it closes it. */
  digestThread(): Promise<DigestThread>
  /** Makes backups in a process of its own. */
  backupMaker(): Promise<MakeBackup>
  connectorOf(kind: ConnectionKind): Promise<Connector>
  /** What reads the rows of a CSV text by the names of its header; that throws for a text that is none. */
  csvRecords(): Promise<(text: string) => readonly Readonly<Record<string, string>>[]>
  /** Where that kind of source has the fields of a deal. */
  fieldsOfKind(kind: ConnectionKind): Promise<FieldOrigins>
  /** The way of a stored connection into its CRM. */
  accessTo(database: Database, connection: CrmConnection, signal: AbortSignal): CrmAccess
  /** What talks to a CRM from this process. */
  crm(): Promise<AccessPorts>
  /** Threads that execute reviews, at most so many at a time; whoever asks for them closes them. */
  reviewThreads(threads: number): Promise<ReviewThreads>
  /** The right to keep the schedules of a database: one daemon has it. Throws `busy` when another one does. */
  lockDaemon(databasePath: string): Promise<{release(): void}>
  /** Where the daemon logs to: `auto` is readable lines on a terminal and JSON elsewhere. */
  logger(level: LogLevel, format: 'auto' | 'json'): Promise<LeveledLogger>
  /** Reads the configuration again; what flags say stays. */
  reloadConfig(): Promise<Config>
  notifier(log: Logger): Promise<ServiceNotifier>
  /** Aborted by SIGINT and SIGTERM. */
  signal: AbortSignal
}
