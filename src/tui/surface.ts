import {Writable} from 'node:stream'
import type {Terminal, TerminalSession} from '../domain/ports/terminal.js'
import {Painter} from './painter.js'

export type Size = {columns: number; rows: number}

/** What the screens of a program are drawn on. */
export type Surface = {
  size(): Size
  /** Returns what ends it. */
  onResize(listener: () => void): () => void
  draw(lines: readonly string[]): void
  suspend(): void
}

type OpenSurface = Surface & {session: TerminalSession}

/** Takes over a terminal. */
export function openSurface(terminal: Terminal): OpenSurface {
  const listeners = new Set<() => void>()
  const session = terminal.open(() => {
    painter.repaint()
    for (const listener of listeners) listener()
  })
  const painter = new Painter(text => session.write(text))
  return {
    session,
    size: () => ({columns: session.columns, rows: session.rows}),
    onResize(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    draw: lines => painter.paint(lines),
    suspend: () => session.suspend(),
  }
}

/** For Ink, which has nothing to draw. */
export function noOutput({columns, rows}: Size): NodeJS.WriteStream {
  const nowhere = new Writable({write: (_chunk, _encoding, done) => done()})
  return Object.assign(nowhere, {columns, rows}) as NodeJS.WriteStream
}
