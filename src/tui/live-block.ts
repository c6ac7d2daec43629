import {stripVTControlCharacters} from 'node:util'
import type {LineTerminal} from '../domain/ports/terminal.js'
import {displayWidth} from '../report/escape.js'
import {atOnce} from './at-once.js'

/** Around a frame: a terminal may have become narrower without having told it yet, where a line that wraps would move the others. */
const withoutWrapping = (text: string) => `\u001b[?7l${text}\u001b[?7h`

/**
 * A few lines that are drawn over and over where a terminal's output ends. The cursor waits at the start of the line below them, visible: a
 * process that is killed leaves nothing to mend.
 */
export class LiveBlock {
  readonly #terminal: LineTerminal
  readonly #unlisten: () => void
  #lines: readonly string[] = []
  #isClosed = false

  constructor(terminal: LineTerminal) {
    this.#terminal = terminal
    // The shell has written below the lines meanwhile: they stay where they are, and are drawn anew.
    this.#unlisten = terminal.onResume(() => {
      const lines = this.#lines
      this.#lines = []
      this.paint(lines)
    })
  }

  paint(lines: readonly string[]): void {
    if (this.#isClosed) return
    // Whole: a multiplexer goes on to wrap what was erased in part as if it were still there.
    const text = lines.map(line => `\u001b[2K${line}\u001b[0m\n`).join('')
    this.#terminal.write(atOnce(withoutWrapping(`${this.#toStart()}${text}\u001b[J`)))
    this.#lines = lines
  }

  /** Leaves the terminal as if nothing had been drawn. May be called again. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#unlisten()
    this.#terminal.write(`${this.#toStart()}\u001b[J`)
  }

  /** Lines that were drawn in a wider terminal are broken in a narrower one. */
  #toStart(): string {
    const {columns} = this.#terminal
    const rows = this.#lines
      .map(line => Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(line)) / columns)))
      .reduce((sum, count) => sum + count, 0)
    return rows === 0 ? '\r' : `\r\u001b[${rows}A`
  }
}
