import {atOnce} from './at-once.js'

/** Draws lines on a screen of their own: those that are not there already, each at its place. */
export class Painter {
  readonly #write: (text: string) => void
  #shown: readonly string[] = []

  constructor(write: (text: string) => void) {
    this.#write = write
  }

  paint(lines: readonly string[]): void {
    const changes = lines.flatMap((line, row) => (line === this.#shown[row] ? [] : [lineAt(row, line)]))
    for (let row = lines.length; row < this.#shown.length; row++) changes.push(lineAt(row, ''))
    this.#shown = lines
    if (changes.length > 0) this.#write(atOnce(changes.join('')))
  }

  /** Draws the last lines again, on a screen of which is not known what is on it. */
  repaint(): void {
    const lines = this.#shown
    this.#shown = []
    this.#write('\u001b[2J')
    this.paint(lines)
  }
}

/** Erased before it is written: behind a line that is as wide as the screen, its last character would go. */
function lineAt(row: number, line: string): string {
  return `\u001b[${row + 1};1H\u001b[K${line}\u001b[0m`
}
