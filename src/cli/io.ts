import {RevschedError} from '../domain/errors.js'
import type {OutputStream} from '../domain/ports/output-stream.js'
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

/** `columns` is what COLUMNS says, if anything: it goes before the terminal's own width. */
export function outputTo(stream: OutputStream, paint: Paint, columns?: string): Output {
  let failure: Error | null = null
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' ? new ClosedPipe('nobody reads the output') : cannotWrite(error)
  })
  const writeChunk = async (text: string) => {
    if (failure) throw failure
    if (!stream.write(text)) await drained(stream)
    if (failure) throw failure
  }
  return {
    isTerminal: stream.isTTY === true,
    width: widthOf(columns) ?? widthOf(stream.columns) ?? 100,
    paint,
    async write(text) {
      if (typeof text === 'string') return writeChunk(text)
      for (const chunk of text) await writeChunk(chunk)
    },
  }
}

/** An output that touches its stream when it is first used: a stream that a command does not need costs it 2 ms. */
export function outputWhenUsed(make: () => Output): Output {
  let made: Output | null = null
  const output = () => {
    made ??= make()
    return made
  }
  return {
    write: text => output().write(text),
    get isTerminal() {
      return output().isTerminal
    },
    get width() {
      return output().width
    },
    get paint() {
      return output().paint
    },
  }
}

function widthOf(columns: string | number | undefined): number | null {
  const width = Number(columns)
  return Number.isInteger(width) && width > 0 && width <= 10_000 ? width : null
}

/** A full disk below a redirection is no bug of ours. */
function cannotWrite(error: NodeJS.ErrnoException): Error {
  const reason = error.code === 'ENOSPC' ? 'no space is left where it goes' : error.message
  return new RevschedError('storage', `cannot write the output: ${reason}`, {
    hint: 'send it to another place, one that can be written and has space',
    cause: error,
  })
}

/** Resolves when the stream takes more, or never will: its listener above has noted why. */
function drained(stream: OutputStream): Promise<void> {
  const events = ['drain', 'close', 'error']
  return new Promise(resolve => {
    const done = () => {
      for (const event of events) stream.off(event, done)
      resolve()
    }
    for (const event of events) stream.on(event, done)
  })
}
