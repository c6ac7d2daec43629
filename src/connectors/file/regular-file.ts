import {type BigIntStats, closeSync, constants, fstatSync, openSync, read, readSync} from 'node:fs'
import {promisify} from 'node:util'
import {RevschedError} from '../../domain/errors.js'
import {openError, readError} from './system-error.js'

const readLater = promisify(read)

type Place = {buffer: Buffer; position: number}

/**
 * A file on the disk, opened once, so that what was checked is what is read. Opened, looked at and closed synchronously: each of these
 * would wait longer for its turn in libuv's pool than it takes, and for a disk that hangs the thread is held either way.
 */
export class RegularFile {
  readonly path: string
  /** What was known of it when it was opened. */
  readonly opened: BigIntStats
  readonly #descriptor: number
  #reading: Promise<unknown> = Promise.resolve()
  #isClosed = false

  /** Throws `source-failed`, also for what is no file. */
  constructor(path: string) {
    this.path = path
    this.#descriptor = openedAt(path)
    this.opened = this.stat()
    if (this.opened.isFile()) return
    this.#close()
    const {opened} = this
    const kind = opened.isDirectory() ? 'a folder' : opened.isFIFO() ? 'a pipe' : 'a device or socket'
    throw new RevschedError('source-failed', `"${path}" is ${kind}, not a file`, {
      hint: 'save the deals to a file first',
    })
  }

  stat(): BigIntStats {
    return fstatSync(this.#descriptor, {bigint: true})
  }

  /** Fills the buffer, or less; gives the count of bytes. */
  readNow({buffer, position}: Place): number {
    try {
      return readSync(this.#descriptor, buffer, 0, buffer.length, position)
    } catch (error) {
      throw readError(this.path, error)
    }
  }

  /** The same, while others compute. */
  async read({buffer, position}: Place): Promise<number> {
    // Its number may be that of another file by now.
    if (this.#isClosed) throw new Error(`"${this.path}" is closed`)
    const reading = readLater(this.#descriptor, buffer, 0, buffer.length, position)
    this.#reading = reading.catch(() => undefined)
    try {
      return (await reading).bytesRead
    } catch (error) {
      throw readError(this.path, error)
    }
  }

  /** Once what is being read has been read. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#reading
    this.#close()
  }

  #close(): void {
    this.#isClosed = true
    closeSync(this.#descriptor)
  }
}

/** Not blocking, because opening a FIFO would wait for a writer for ever. */
function openedAt(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw openError(path, error)
  }
}
