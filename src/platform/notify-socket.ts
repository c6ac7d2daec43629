import {spawn} from 'node:child_process'
import {createRequire} from 'node:module'

/** Hands one message to the listener at `path`; rejects when that failed. */
type Send = (path: string, message: string) => Promise<void>

/** A listener that takes nothing for so long is given up for this message. */
const timeoutMs = 5000

/**
 * Node has no Unix datagram sockets. The optional package has, within this process and in microseconds; without it, and for
 * abstract addresses (`@...`), which it does not know, systemd's own command does it.
 */
export function notifySender(path: string): Send {
  return (path.startsWith('/') ? byPackage() : null) ?? byCommand
}

type DgramSocket = import('node-unix-socket').DgramSocket

function byPackage(): Send | null {
  let makeSocket: () => DgramSocket
  try {
    const {DgramSocket} = createRequire(import.meta.url)(
      'node-unix-socket',
    ) as typeof import('node-unix-socket')
    makeSocket = () => new DgramSocket()
  } catch {
    // Not installed, or not built for this platform: it is optional.
    return null
  }
  // A socket for each message: an open one keeps the process from ending.
  return (path, message) =>
    new Promise((done, fail) => {
      const socket = makeSocket()
      const timer = setTimeout(() => end(new Error('the listener takes no message')), timeoutMs)
      const end = (error?: Error) => {
        clearTimeout(timer)
        socket.close()
        if (error) fail(error)
        else done()
      }
      socket.on('error', end)
      const bytes = Buffer.from(message)
      try {
        socket.sendTo(bytes, 0, bytes.length, path, end)
      } catch (error) {
        end(error as Error)
      }
    })
}

/**
 * By `systemd-notify`, which waits until systemd has read the message (never longer than 5 s): systemd tells by the process that
 * sent it which service it is from, and one that has ended belongs to none.
 */
function byCommand(path: string, message: string): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn('systemd-notify', message.split('\n'), {
      env: {PATH: process.env.PATH, NOTIFY_SOCKET: path},
      stdio: 'ignore',
      timeout: timeoutMs + 1000,
    })
    child.on('error', fail)
    child.on('exit', code => {
      if (code === 0) done()
      else fail(new Error(`systemd-notify ended with ${code ?? 'a signal'}`))
    })
  })
}
