import {spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
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
