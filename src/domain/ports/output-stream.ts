/** Standard output or error: what is needed of Node's streams for them. */
export type OutputStream = {
  /** False while the reader has to catch up first: then `drain` follows. */
  write(text: string | Uint8Array): boolean
  on(event: string, listener: (error: NodeJS.ErrnoException) => void): unknown
  off(event: string, listener: (error: NodeJS.ErrnoException) => void): unknown
  isTTY?: boolean
  columns?: number
}
