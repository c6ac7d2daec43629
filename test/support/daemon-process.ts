import {spawn} from 'node:child_process'
import {program} from './program.js'

type LogLine = {event?: string; msg?: string} & Record<string, unknown>

export type DaemonProcess = {
  pid: number
  /** All that it logged so far. */
  log(): readonly LogLine[]
  /** The first line of that event; rejects when the daemon ends without it. */
  logged(event: string): Promise<LogLine>
  kill(signal: NodeJS.Signals): void
  ended: Promise<{code: number | null; signal: NodeJS.Signals | null; stderr: string}>
}

/** The built program as a daemon with everything it stores in `home`, its log as JSON; `before` is a command that runs it. */
export function daemonIn(
  home: string,
  {
    args = [],
    before = [],
    env = {},
  }: {args?: readonly string[]; before?: readonly string[]; env?: NodeJS.ProcessEnv} = {},
): DaemonProcess {
  const [command, ...rest] = [...before, process.execPath, program, 'daemon', ...args]
  const child = spawn(command!, rest, {
    env: {PATH: process.env.PATH, HOME: home, REVSCHED_HOME: home, TZ: 'America/New_York', ...env},
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  const waiting = new Set<() => void>()
  const wakeAll = () => {
    for (const wake of waiting) wake()
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    wakeAll()
  })
  let isEnded = false
  const ended = new Promise<{code: number | null; signal: NodeJS.Signals | null; stderr: string}>(resolve =>
    child.on('close', (code, signal) => {
      isEnded = true
      resolve({code, signal, stderr})
      wakeAll()
    }),
  )
  const log = () => linesOf(stderr)
  return {
    pid: child.pid!,
    log,
    ended,
    kill: signal => void child.kill(signal),
    logged: event =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = log().find(line => line.event === event)
          if (!found && !isEnded) return
          waiting.delete(look)
          if (found) resolve(found)
          else reject(new Error(`the daemon ended without "${event}":\n${stderr}`))
        }
        waiting.add(look)
        look()
      }),
  }
}

function linesOf(text: string): LogLine[] {
  return text.split('\n').flatMap(line => {
    if (!line.startsWith('{')) return []
    try {
      return [JSON.parse(line) as LogLine]
    } catch {
      // The last line may still be on its way.
      return []
    }
  })
}
