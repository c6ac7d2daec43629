import {type BigIntStats, constants} from 'node:fs'
import {type FileHandle, open} from 'node:fs/promises'
import {createGunzip} from 'node:zlib'
import {RevschedError} from '../../domain/errors.js'
import {openError, readError} from './system-error.js'

/** Of decompressed data; a review of more than this is a mistake or an attack. */
const defaultMaxBytes = 2 * 1024 ** 3

/** Rows of a chunk live until it is judged: larger ones outlive the young generation and are twice as slow to collect. */
const chunkBytes = 32 * 1024

/** Read from the disk at once. */
const blockBytes = 512 * 1024

export type OpenedFile = {
  /** Size on disk when it was opened. */
  bytesTotal: number
  isGzip: boolean
  /** Yields the content, decompressed, from its start at each call. A chunk is valid until the one after the next is asked for. */
  chunks(signal: AbortSignal, onBytes: (bytesRead: number) => void): AsyncIterable<Buffer>
  close(): Promise<void>
}

/**
 * Opens the file once and reads that handle, so that what was checked is what is read. Not blocking, because opening a FIFO
 * would wait for a writer for ever.
 */
export async function openFile(path: string, maxBytes = defaultMaxBytes): Promise<OpenedFile> {
  const file = await openPath(path)
  try {
    return await openedFile(file, path, maxBytes)
  } catch (error) {
    await file.close()
    throw error
  }
}

async function openedFile(file: FileHandle, path: string, maxBytes: number): Promise<OpenedFile> {
  const opened = await statOf(file, path)
  refuseOther(opened, path)
  const size = Number(opened.size)
  const head = Buffer.allocUnsafeSlow(Math.min(blockBytes, size))
  const first = head.subarray(0, await readInto(file, {path, buffer: head, offset: 0, position: 0}))
  const isGzip = first[0] === 0x1f && first[1] === 0x8b
  return {
    bytesTotal: size,
    isGzip,
    chunks: (signal, onBytes) =>
      limited(path, bytesOf(file, {path, opened, size, first, isGzip, signal, onBytes}), maxBytes),
    close: () => file.close(),
  }
}

async function openPath(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw openError(path, error)
  }
}

/** Other things than files, and a file without anything. */
function refuseOther(opened: BigIntStats, path: string): void {
  if (opened.isFile() && opened.size > 0n) return
  if (opened.isFile())
    throw new RevschedError('source-failed', `the file "${path}" is empty`, {
      hint: 'export the deals again, with a header line',
    })
  const kind = opened.isDirectory() ? 'a folder' : opened.isFIFO() ? 'a pipe' : 'a device or socket'
  throw new RevschedError('source-failed', `"${path}" is ${kind}, not a file`, {
    hint: 'save the deals to a file first',
  })
}

async function statOf(file: FileHandle, path: string): Promise<BigIntStats> {
  try {
    return await file.stat({bigint: true})
  } catch (error) {
    throw readError(path, error)
  }
}

/** Fills the buffer from `offset` to its end, or less; gives the count of bytes. */
async function readInto(
  file: FileHandle,
  {path, buffer, offset, position}: {path: string; buffer: Buffer; offset: number; position: number},
): Promise<number> {
  try {
    return (await file.read(buffer, offset, buffer.length - offset, position)).bytesRead
  } catch (error) {
    throw readError(path, error)
  }
}

type Reading = {
  path: string
  /** What was known of the file when it was opened. */
  opened: BigIntStats
  size: number
  /** Its first bytes. A small file is read once that way, however often it is passed. */
  first: Buffer
  isGzip: boolean
  signal: AbortSignal
  onBytes: (bytesRead: number) => void
}

async function* bytesOf(file: FileHandle, reading: Reading): AsyncIterable<Buffer> {
  if (!reading.isGzip) return yield* rawChunks(file, reading)
  const gunzip = createGunzip({chunkSize: chunkBytes})
  const feed = async () => {
    for await (const chunk of rawChunks(file, reading)) {
      if (!gunzip.write(chunk)) await new Promise(resolve => gunzip.once('drain', resolve))
    }
    gunzip.end()
  }
  feed().catch(error => gunzip.destroy(error))
  try {
    for await (const chunk of gunzip) yield chunk
  } catch (error) {
    if (error instanceof RevschedError) throw error
    reading.signal.throwIfAborted()
    throw new RevschedError(
      'source-failed',
      `the gzip file "${reading.path}" is cut off or damaged: ${(error as Error).message}`,
      {
        hint: 'export or copy the file again',
        cause: error,
      },
    )
  }
}

/** Reads from the start to the size that the file had when it was opened; a file that changed meanwhile is not whole. */
async function* rawChunks(file: FileHandle, reading: Reading): AsyncIterable<Buffer> {
  const {path, opened, size, signal, onBytes} = reading
  let position = 0
  for await (const block of rawBlocks(file, reading)) {
    for (let start = 0; start < block.length; start += chunkBytes) {
      signal.throwIfAborted()
      const chunk = block.subarray(start, Math.min(start + chunkBytes, block.length))
      onBytes(position + start + chunk.length)
      yield chunk
    }
    position += block.length
  }
  if (position === size && isSame(opened, await statOf(file, path))) return
  throw new RevschedError('source-failed', `the file "${path}" changed while it was read`, {
    hint: 'run again when it is written completely; write a new file and rename it over the old one',
    canPass: true,
  })
}

/**
 * True when nothing was written between. A change of its times shows what kept the size; a name that was taken from the file,
 * because a new one was renamed over it, changes ctime as well, but not what is read.
 */
function isSame(before: BigIntStats, now: BigIntStats): boolean {
  if (before.size !== now.size || before.mtimeNs !== now.mtimeNs) return false
  return before.ctimeNs === now.ctimeNs || before.nlink !== now.nlink
}

/** The next block is read while the last one is worked on. Waiting for it lets timers and signals have their turn. */
async function* rawBlocks(file: FileHandle, {path, size, first, isGzip}: Reading): AsyncIterable<Buffer> {
  // Few blocks for the whole file keep garbage low: one is worked on, the end of the one before may still be needed, and one
  // is read. Decompression works on the last chunks while the next are read.
  const blocks = Array.from({length: Math.min(3, Math.ceil(size / blockBytes))}, () =>
    Buffer.allocUnsafeSlow(Math.min(blockBytes, size)),
  )
  const readAt = async (position: number) => {
    const block = isGzip
      ? Buffer.allocUnsafeSlow(blockBytes)
      : blocks[(position / blockBytes) % blocks.length]!
    const wanted = Math.min(blockBytes, size - position)
    // A copy: who reads a chunk may write to it.
    let filled = position === 0 ? first.copy(block) : 0
    while (filled < wanted) {
      const bytesRead = await readInto(file, {
        path,
        buffer: block.subarray(0, wanted),
        offset: filled,
        position: position + filled,
      })
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return block.subarray(0, filled)
  }
  let next = readAt(0)
  for (let position = 0; position < size; position += blockBytes) {
    const block = await next
    if (block.length === 0) return
    if (block.length === blockBytes && position + blockBytes < size) {
      next = readAt(position + blockBytes)
      // Thrown when it is awaited; whoever stops reading before that does not need it.
      next.catch(() => undefined)
    }
    yield block
    if (block.length < blockBytes) return
  }
}

async function* limited(
  path: string,
  chunks: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncIterable<Buffer> {
  let total = 0
  for await (const chunk of chunks) {
    total += chunk.length
    if (total > maxBytes) {
      throw new RevschedError('source-failed', `the file "${path}" holds more than ${maxBytes} bytes`, {
        hint: 'export fewer columns or only open deals',
      })
    }
    yield chunk
  }
}
