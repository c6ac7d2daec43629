import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs'

/** Settings, rules and samples are far smaller: more than this is another file by mistake, or would fill the memory. */
export const mostTextBytes = 1024 * 1024

/** A file grows while it is read, and those of /proc have no size: what is read is counted, not what `stat` tells. */
const blockBytes = 64 * 1024

/**
 * The text of a regular file of at most 1 MB. Opened without blocking, because opening a FIFO would wait for a writer for ever; what
 * was checked is what is read. The errors of the system have their `code`, the others say in words what the file is.
 */
export function readText(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (stats.isDirectory()) throw new Error('it is a folder')
    if (!stats.isFile())
      throw new Error(`it is ${stats.isFIFO() ? 'a pipe' : 'a device or socket'}, not a file`)
    return bytesOf(file).toString('utf8')
  } finally {
    closeSync(file)
  }
}

function bytesOf(file: number): Buffer {
  const blocks: Buffer[] = []
  let total = 0
  for (;;) {
    const block = Buffer.allocUnsafe(Math.min(blockBytes, mostTextBytes + 1 - total))
    const bytesRead = readSync(file, block)
    if (bytesRead === 0) return Buffer.concat(blocks, total)
    total += bytesRead
    if (total > mostTextBytes) throw new Error('it is larger than 1 MB')
    blocks.push(block.subarray(0, bytesRead))
  }
}
