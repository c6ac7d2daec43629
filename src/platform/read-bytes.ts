import {createReadStream} from 'node:fs'

/** More than any body of ours has; what is larger would fill the memory. */
const mostBytes = 32_000_000

/** All bytes of a file or a pipe; `-` is standard input. The errors of the system have their `code`. */
export async function readBytes(path: string, stdin: AsyncIterable<Buffer>): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of path === '-' ? stdin : createReadStream(path)) {
    bytes += chunk.length
    if (bytes > mostBytes) throw new Error(`it is larger than ${mostBytes / 1_000_000} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
