import {spawn, spawnSync} from 'node:child_process'
import {mkdtempSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

// Faults that the system injects: a full or read-only file system, another user, a kill or an error at the n-th system call.
// Where the machine does not offer one (no user namespaces, no strace), its tests are skipped and their name says why.

function works(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, {stdio: 'ignore'}).status === 0
}

const namespace = ['unshare', '-Urm', 'sh', '-c'] as const

/** Runs a shell script in which mounts are possible and seen by nobody else. */
export function privateMounts(script: string): string[] {
  return [...namespace, script]
}

function mountWorks(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'revsched-mount-'))
  const [command, ...args] = privateMounts(`mount -t tmpfs -o size=1m tmpfs "${folder}"`)
  const isPossible = works(command!, args)
  rmSync(folder, {recursive: true, force: true})
  return isPossible
}

export const canMount = mountWorks()

const straced = ['strace', '-f', '-qq', '-o', '/dev/null'] as const

export const canTrace = works('strace', [...straced.slice(1), 'true'])

/** Put before a command: `signal=KILL:when=3` or `error=ENOSPC:when=2+` at these system calls. */
export function injecting(calls: string, fault: string): string[] {
  return [...straced, '-e', `trace=${calls}`, '-e', `inject=${calls}:${fault}`]
}

/** Put before a command to run it as somebody for whom the modes of the test's files hold: root passes over them. */
export const asSomebody =
  process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : []

export const modesHold =
  process.platform !== 'win32' &&
  (asSomebody.length === 0 || works(asSomebody[0]!, [...asSomebody.slice(1), 'true']))

/** The library that lies to a program about the wall clock; null without the package `faketime`. */
const fakeClockLibrary = (() => {
  const {status, stdout} = spawnSync('faketime', ['-m', '-f', '+0', 'sh', '-c', 'printf %s "$LD_PRELOAD"'])
  return status === 0 ? String(stdout) : null
})()

export const canFakeTime = fakeClockLibrary !== null

/** The environment of a program whose clocks begin at an instant and run so many times as fast as the real ones. */
export function fastClock(start: string, speed: number): NodeJS.ProcessEnv {
  const words = start.slice(0, 19).replace('T', ' ')
  return {LD_PRELOAD: fakeClockLibrary!, FAKETIME: `@${words} x${speed}`, TZ: 'UTC'}
}

/** A wall clock that is set while programs with its environment run; their other clock goes on as if nothing had happened. */
export function settableClock(folder: string) {
  const file = join(folder, 'clock')
  let aheadMs = 0
  return {
    env: {
      LD_PRELOAD: fakeClockLibrary!,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      TZ: 'UTC',
    },
    now: () => new Date(Date.now() + aheadMs),
    set(instant: string): void {
      aheadMs = Date.parse(instant) - Date.now()
      // Renamed into its place: a file that is half written would be another time.
      writeFileSync(`${file}-next`, `${aheadMs < 0 ? '-' : '+'}${Math.abs(aheadMs) / 1000}\n`)
      renameSync(`${file}-next`, file)
    },
  }
}

/** Put before a command to give it these variables. */
export function withVariables(variables: NodeJS.ProcessEnv): string[] {
  return ['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)]
}

/** Put before a command to run it where the mounts of that process are seen. */
export function seeingMountsOf(pid: number): string[] {
  return ['nsenter', '--preserve-credentials', '-U', '-m', '-t', String(pid)]
}

/** Makes these system calls of a running process fail until it is stopped; the process goes on. */
export async function failingIn(pid: number, calls: string, error: string): Promise<{stop(): Promise<void>}> {
  const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`]
  const strace = spawn('strace', ['-f', '-o', '/dev/null', ...inject, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>(resolve => strace.on('close', () => resolve()))
  await new Promise<void>(resolve => strace.stderr.once('data', () => resolve()))
  strace.stderr.resume()
  return {
    async stop() {
      strace.kill('SIGTERM')
      await ended
    },
  }
}
