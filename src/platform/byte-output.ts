import {constants, fstatSync, openSync, type Stats, writeSync} from 'node:fs'
import {Socket} from 'node:net'
import {isatty} from 'node:tty'

/** Takes as many of the bytes as it can at once, and tells how many that were. Neither waits nor throws. */
export type ByteOutput = {offer(bytes: Uint8Array): number}

/** What a socket may hold back for a reader that is slow, about 300 lines. */
const maxQueuedBytes = 65_536

/**
 * An open descriptor as an output that never waits. Writing to a pipe or terminal whose reader has stopped would block the whole
 * process, so these are opened once more, without waiting, for this process alone: others that share them notice nothing.
 * A socket (the journal) and a pipe of another user cannot be opened again; Node's own stream does not wait for these.
 */
export function byteOutput(descriptor: number): ByteOutput {
  const stats = statsOf(descriptor)
  if (!stats) return {offer: () => 0}
  if (stats.isSocket()) return queued(descriptor)
  if (!stats.isFIFO() && !isatty(descriptor)) return direct(descriptor)
  const own = openedAgain(descriptor)
  if (own !== null) return direct(own)
  return stats.isFIFO() ? queued(descriptor) : direct(descriptor)
}

function statsOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor)
  } catch {
    // It was closed before the program began: there is nobody to tell.
    return null
  }
}

function openedAgain(descriptor: number): number | null {
  // Elsewhere than on Linux, opening /dev/fd/2 gives the same open file again, which waits.
  if (process.platform !== 'linux') return null
  try {
    return openSync(
      `/proc/self/fd/${descriptor}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch {
    // It belongs to another user, or /proc is hidden.
    return null
  }
}

function direct(descriptor: number): ByteOutput {
  return {
    offer(bytes) {
      try {
        return writeSync(descriptor, bytes)
      } catch {
        // Full (EAGAIN, ENOSPC), or nobody reads (EPIPE): the next line tries again, and the one that fits tells of the gap.
        return 0
      }
    },
  }
}

function queued(descriptor: number): ByteOutput {
  let isOpen = true
  const socket = new Socket({fd: descriptor, readable: false, writable: true})
  socket.on('error', () => {
    isOpen = false
  })
  // A log alone is no reason to keep running.
  socket.unref()
  return {
    offer(bytes) {
      if (!isOpen || socket.writableLength > maxQueuedBytes) return 0
      socket.write(bytes)
      return bytes.length
    },
  }
}
