import {readFileSync} from 'node:fs'
import {hostname} from 'node:os'

/**
 * Names this process beyond doubt, as `host:boot:pid:start`: pids are used again, so the boot and the start time stand
 * beside it where the system tells them (Linux).
 */
export function leaseOwner(): string {
  return [hostname(), bootId(), process.pid, startTicks(process.pid) ?? ''].join(':')
}

export function processIdentity(): {host: string; pid: number; bootId: string} {
  return {host: hostname(), pid: process.pid, bootId: bootId()}
}

/** False only when the owner is known to be gone: same host, and another boot, or no such process, or a dead or younger one. */
export function isOwnerAlive(owner: string): boolean {
  const [host, boot, pidText, start] = owner.split(':')
  if (host !== hostname()) return true
  if (boot !== bootId()) return false
  const pid = Number(pidText)
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    // EPERM: the process is there and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  if (statFields(pid)?.[0] === 'Z') return false
  const ticks = startTicks(pid)
  return ticks === null || start === '' || ticks === start
}

function bootId(): string {
  return readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? ''
}

function startTicks(pid: number): string | null {
  return statFields(pid)?.[19] ?? null
}

/** /proc/<pid>/stat from its third field (the state) on: the name before it may hold spaces and parentheses. */
function statFields(pid: number): string[] | null {
  const stat = readProc(`/proc/${pid}/stat`)
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Not Linux, or the process has just ended: callers treat both as unknown.
    return null
  }
}
