import {availableParallelism, tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {hostTimeZone} from './host-time-zone.js'
import {randomIds} from './ids.js'
import {isOwnerAlive, leaseOwner, processIdentity} from './process-identity.js'
import {readText} from './read-text.js'

/** What the machine and this process offer, for the commands that need it. `dispose` removes temporary folders. */
export function systemHost(process: NodeJS.Process) {
  const folders: string[] = []
  return {
    nodeVersion: process.versions.node,
    zoneDataVersion: process.versions.tz ?? 'unknown',
    platform: process.platform,
    get timeZone() {
      return hostTimeZone()
    },
    get cwd() {
      return process.cwd()
    },
    examplesFolder: fileURLToPath(new URL('../examples', import.meta.url)),
    owner: () => ({lease: leaseOwner(), isAlive: isOwnerAlive}),
    isOwnerAlive,
    identity: processIdentity,
    random: Math.random,
    get cores() {
      return availableParallelism()
    },
    onHangup(listener: () => void) {
      process.on('SIGHUP', listener)
      return () => void process.off('SIGHUP', listener)
    },
    reserveFileThreads(count: number) {
      process.env.UV_THREADPOOL_SIZE ??= String(count)
    },
    killSelf() {
      process.kill(process.pid, 'SIGKILL')
    },
    environment: (variable: string) => process.env[variable] || null,
    readSecretLine: async (prompt: () => Promise<unknown>) =>
      (await import('./secret-input.js')).readSecretLine(process.stdin, prompt),
    readBytes: async (path: string) => (await import('./read-bytes.js')).readBytes(path, process.stdin),
    readSecretText: async (prompt: () => Promise<unknown>) =>
      (await import('./secret-input.js')).readSecretText(process.stdin, prompt),
    prompter: async () => (await import('./terminal-prompter.js')).terminalPrompter(process),
    loopbackLogin: async (options: {port: number; signal: AbortSignal}) =>
      (await import('./loopback-login.js')).loopbackLogin(options),
    terminal: async () => (await import('./terminal.js')).terminalOf(process),
    lineTerminal: async () => (await import('./line-terminal.js')).lineTerminalOf(process),
    openBrowser: async (url: string) => (await import('./open-browser.js')).openBrowser(url),
    openPage: async (path: string) => (await import('./open-browser.js')).openPage(path),
    freeBytes: async (path: string) => (await import('./disk-space.js')).freeBytes(path),
    // Every command reads the small config file; loading the promises of `node:fs` alone would take it 3 ms.
    readText: async (path: string) => readText(path),
    readStandardInput: async () => (await import('./standard-input.js')).readStandardInput(process.stdin),
    checkWritable: async (path: string) => (await import('./write-file.js')).checkWritable(path),
    writeNew: async (path: string, text: string) =>
      (await import('./write-file.js')).writeNewFile(path, text),
    writeFile: async (path: string, chunks: Iterable<string | Uint8Array>) =>
      (await import('./write-file.js')).writeFileWhole(path, chunks, {suffix: randomIds.next()}),
    service: async () => (await import('./service-host.js')).serviceHost(process),
    async temporaryFolder() {
      const {mkdtemp} = await import('node:fs/promises')
      const folder = await mkdtemp(join(tmpdir(), 'revsched-'))
      folders.push(folder)
      return folder
    },
    async lastingFolder() {
      const {mkdtemp} = await import('node:fs/promises')
      return mkdtemp(join(tmpdir(), 'revsched-'))
    },
    async dispose() {
      if (folders.length === 0) return
      const {rm} = await import('node:fs/promises')
      await Promise.all(folders.map(folder => rm(folder, {recursive: true, force: true})))
    },
  }
}
