import {Writable} from 'node:stream'
import type {Terminal, TerminalSession} from '../domain/ports/terminal.js'
import {Painter} from './painter.js'

export type Size = {columns: number; rows: number}

/** What a screen is drawn on: its size, and who wants to know when that changes. */
export type Surface = {
  size(): Size
  /** Returns what ends it. */
  onResize(listener: () => void): () => void
  suspend(): void
}

type OpenSurface = Surface & {
  session: TerminalSession
  /** For Ink, which gives it whole frames. */
  output: NodeJS.WriteStream
}

/**
 * Takes over a terminal. Ink itself draws below what was printed before, for which it goes back over its own lines: after a change of
 * size, or of the shell in between, it is at another place than it believes. On a screen of its own each line has a place.
 */
export function openSurface(terminal: Terminal): OpenSurface {
  const listeners = new Set<() => void>()
  const session = terminal.open(() => {
    painter.repaint()
    for (const listener of listeners) listener()
  })
  const painter = new Painter(text => session.write(text))
  const frames = new Writable({
    decodeStrings: false,
    write(frame: string, _, done) {
      painter.paint(frame)
      done()
    },
  })
  const output = Object.defineProperties(frames, {
    columns: {get: () => session.columns},
    rows: {get: () => session.rows},
  })
  return {
    session,
    output: output as NodeJS.WriteStream,
    size: () => ({columns: session.columns, rows: session.rows}),
    onResize(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    suspend: () => session.suspend(),
  }
}
