import type {Logger} from '../domain/ports/logger.js'
import type {ServiceNotifier} from '../domain/ports/service-notifier.js'
import {notifySender} from './notify-socket.js'

/** Messages that may wait for a slow listener; more of `status` and `alive` are left out. */
const maxWaiting = 5

/** Nobody waits longer for a listener that takes nothing: the daemon has to start, and to end in time. */
const patienceMs = 5000

/** An outage of the disk is waited for so long: a new start would not get further, and lose the results that wait to be stored. */
const outageUs = 3_600_000_000

/** The protocol of sd_notify(3), spoken to the socket that NOTIFY_SOCKET names. */
export function serviceNotifier(env: NodeJS.ProcessEnv, pid: number, log: Logger): ServiceNotifier {
  const path = env.NOTIFY_SOCKET
  if (!path) return silent
  const send = notifySender(path)
  let isBroken = false
  let waiting = 0
  let last: Promise<void> = Promise.resolve()
  const failed = (error: Error) => {
    // Once: the watchdog would say it twice a minute.
    if (!isBroken) log.warn('service-not-notified', `systemd could not be told: ${error.message}`)
    isBroken = true
  }
  /** One after the other: READY=1 must not overtake RELOADING=1. */
  const tell = (...lines: string[]): Promise<void> => {
    waiting++
    last = last
      .then(() => send(path, lines.join('\n')))
      .catch(failed)
      .finally(() => {
        waiting--
      })
    return last
  }
  const tellIfHeard = (line: string) => {
    if (waiting < maxWaiting) void tell(line)
  }
  const limitUs = watchdogUs(env, pid)
  /** Begins anew what systemd waits for a sign of life. */
  const allowUs = (us: number) => (limitUs === null ? [] : [`WATCHDOG_USEC=${Math.max(us, limitUs)}`])
  return {
    // Half of it, as sd_watchdog_enabled(3) asks.
    watchdogIntervalMs: limitUs && Math.max(1, Math.floor(limitUs / 2000)),
    ready: status => patiently(tell('READY=1', statusLine(status))),
    status: text => tellIfHeard(statusLine(text)),
    outage: text => void tell(statusLine(text), ...allowUs(outageUs)),
    outageOver: text => void tell(statusLine(text), ...allowUs(0)),
    alive: () => tellIfHeard('WATCHDOG=1'),
    reloading() {
      void tell('RELOADING=1', `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`)
    },
    stopping: status => patiently(tell('STOPPING=1', statusLine(status))),
  }
}

function patiently(told: Promise<void>): Promise<void> {
  return new Promise(done => {
    const timer = setTimeout(done, patienceMs)
    void told.then(() => {
      clearTimeout(timer)
      done()
    })
  })
}

const silent: ServiceNotifier = {
  watchdogIntervalMs: null,
  ready: async () => undefined,
  status: () => undefined,
  outage: () => undefined,
  outageOver: () => undefined,
  alive: () => undefined,
  reloading: () => undefined,
  stopping: async () => undefined,
}

/** A line break would begin another variable. */
function statusLine(text: string): string {
  return `STATUS=${text.replace(/[\u0000-\u001f\u007f]+/g, ' ')}`
}

/** WATCHDOG_USEC; null where it is meant for another process, or for none. */
function watchdogUs(env: NodeJS.ProcessEnv, pid: number): number | null {
  const {WATCHDOG_USEC: limitUs = '', WATCHDOG_PID: watchedPid = ''} = env
  if (!/^[1-9]\d{0,15}$/.test(limitUs)) return null
  if (watchedPid !== '' && watchedPid !== String(pid)) return null
  return Number(limitUs)
}
