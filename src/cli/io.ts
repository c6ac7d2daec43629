import type {Writable} from 'node:stream'
import type {Paint} from '../report/paint.js'

/** One of the two output streams and what may be written to it. */
export type Output = {
  /** Resolves once the text is handed over; waits while a pipe is full. Rejects with ClosedPipe when nobody reads. */
  write(text: string | Iterable<string>): Promise<void>
  isTerminal: boolean
  /** Columns of the terminal, or 100 where there is none. */
  width: number
  /** Colours where they are wanted, otherwise the text itself. */
  paint: Paint
}

/** Results go to `out`, everything else (progress, warnings, prompts) to `err`. */
export type Io = {out: Output; err: Output}

/** The reader of our output went away (`revsched list | head -1`): no error, only the end of the work. */
export class ClosedPipe extends Error {}

export function outputTo(stream: Writable & {isTTY?: boolean; columns?: number}, paint: Paint): Output {
  let failure: Error | null = null
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new ClosedPipe('nobody reads the output') : error
  })
  const writeChunk = async (text: string) => {
    if (failure) throw failure
    if (!stream.write(text)) await drained(stream)
    if (failure) throw failure
  }
  return {
    isTerminal: stream.isTTY === true,
    width: stream.columns && stream.columns > 0 ? stream.columns : 100,
    paint,
    async write(text) {
      if (typeof text === 'string') return writeChunk(text)
      for (const chunk of text) await writeChunk(chunk)
    },
  }
}

/** Resolves when the stream takes more, or never will: its listener above has noted why. */
function drained(stream: Writable): Promise<void> {
  const events = ['drain', 'close', 'error']
  return new Promise(resolve => {
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
