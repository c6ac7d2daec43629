import {fstatSync, writeSync} from 'node:fs'
import type {OutputStream} from '../domain/ports/output-stream.js'

/**
 * Standard output (descriptor 1) or error (2). Where it is a file, a pipe or a socket, Node's own stream for it writes
 * synchronously as well, but takes 5 ms to load, which is more than a short command has: the descriptor is written to directly
 * then. `nodeStream` makes Node's.
 */
export function standardStream(descriptor: number, nodeStream: () => OutputStream): OutputStream {
  return isPlain(descriptor) ? new PlainStream(descriptor, nodeStream) : nodeStream()
}

function isPlain(descriptor: number): boolean {
  if (process.platform === 'win32') return false
  try {
    const stats = fstatSync(descriptor)
    return stats.isFile() || stats.isFIFO() || stats.isSocket()
  } catch {
    // A closed descriptor: Node's stream knows what to do.
    return false
  }
}

type Listener = (error: NodeJS.ErrnoException) => void

class PlainStream implements OutputStream {
  readonly #descriptor: number
  readonly #makeStream: () => OutputStream
  #stream: OutputStream | null = null
  readonly #onError: Listener[] = []

  constructor(descriptor: number, makeStream: () => OutputStream) {
    this.#descriptor = descriptor
    this.#makeStream = makeStream
  }

  write(text: string | Uint8Array): boolean {
    if (this.#stream) return this.#stream.write(text)
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written)
      return true
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException
      // Another process has made the pipe one that does not wait: Node's stream can.
      if (code === 'EAGAIN') return this.#handOver(bytes.subarray(written))
      for (const listener of [...this.#onError]) listener(error as NodeJS.ErrnoException)
      return true
    }
  }

  #handOver(rest: Uint8Array): boolean {
    this.#stream = this.#makeStream()
    for (const listener of this.#onError) this.#stream.on('error', listener)
    return this.#stream.write(rest)
  }

  /** Of the events, a descriptor that is written to directly knows errors only. */
  on(event: string, listener: Listener): void {
    if (this.#stream) this.#stream.on(event, listener)
    else if (event === 'error') this.#onError.push(listener)
  }

  off(event: string, listener: Listener): void {
    this.#stream?.off(event, listener)
    const at = this.#onError.indexOf(listener)
    if (event === 'error' && at >= 0) this.#onError.splice(at, 1)
  }
}
