import {RevschedError} from '../domain/errors.js'
import type {Terminal, TerminalSession} from '../domain/ports/terminal.js'

/** A screen of its own without a cursor, on which nothing wraps: a character wider than we think moves no other line. */
const enter = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J\u001b[H'
const leave = '\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l'

/** From the wish to stop until a process has stopped, or never will. */
const stopMs = 100

/** The terminal of this process; null where input or output is none, or one that only prints. */
export function terminalOf(process: NodeJS.Process): Terminal | null {
  const {stdin, stdout, env} = process
  if (!stdin.isTTY || !stdout.isTTY || env.TERM === 'dumb') return null
  return {open: onRedraw => new Screen(process, onRedraw)}
}

/**
 * The screen of a program, given back on every way out: `close`, a crash, a signal, `process.exit`.
 *
 * open -> suspended (Ctrl-Z) -> open -> closed
 */
class Screen implements TerminalSession {
  readonly broken: Promise<never>
  readonly #process: NodeJS.Process
  readonly #onRedraw: () => void
  readonly #listeners: readonly (readonly [string, (error: unknown) => void])[]
  #break: (error: unknown) => void = () => undefined
  #isShown = false
  #isClosed = false

  constructor(process: NodeJS.Process, onRedraw: () => void) {
    this.#process = process
    this.#onRedraw = onRedraw
    this.broken = new Promise<never>((_, reject) => {
      this.#break = reject
    })
    // Nobody may be waiting yet.
    this.broken.catch(() => undefined)
    this.#listeners = [
      ['uncaughtException', error => this.#break(error)],
      ['unhandledRejection', error => this.#break(error)],
      ['SIGHUP', () => this.#break(new RevschedError('terminated', 'the terminal was closed'))],
      ['SIGQUIT', () => this.#dieOf('SIGQUIT')],
      ['SIGTSTP', this.suspend],
      ['SIGCONT', () => this.#resume()],
      ['exit', () => this.#hide()],
    ]
    for (const [event, listener] of this.#listeners) process.on(event, listener)
    process.stdout.on('resize', this.#redraw)
    process.stdout.on('error', this.#break)
    this.#show()
  }

  get input(): NodeJS.ReadStream {
    return this.#process.stdin
  }

  get columns(): number {
    return this.#process.stdout.columns
  }

  get rows(): number {
    return this.#process.stdout.rows
  }

  write(text: string): void {
    if (this.#isShown) this.#process.stdout.write(text)
  }

  suspend = (): void => {
    this.#hide()
    this.#process.off('SIGTSTP', this.suspend)
    this.#process.kill(this.#process.pid, 'SIGTSTP')
    // Without a shell to go back to, the system lets nobody stop. It may take a moment to do so, too.
    setTimeout(() => {
      if (this.#isClosed) return
      this.#process.off('SIGTSTP', this.suspend).on('SIGTSTP', this.suspend)
      if (!this.#isShown) this.#resume()
    }, stopMs).unref()
  }

  close(): void {
    this.#isClosed = true
    this.#hide()
    const {stdout} = this.#process
    for (const [event, listener] of this.#listeners) this.#process.off(event, listener)
    stdout.off('resize', this.#redraw)
    // The error of a terminal that is gone may come later than the write.
    stdout.on('error', () => undefined)
    this.input.pause()
  }

  #redraw = (): void => this.#onRedraw()

  /** The shell has set the terminal to its own ways meanwhile, which Node does not know: only a change is written to it. */
  #resume(): void {
    this.#setRaw({isRaw: false})
    this.#setRaw({isRaw: true})
    this.#show()
    this.#onRedraw()
  }

  #show(): void {
    this.#isShown = true
    this.#process.stdout.write(enter)
  }

  #hide(): void {
    if (!this.#isShown) return
    this.#isShown = false
    this.#process.stdout.write(leave)
    this.#setRaw({isRaw: false})
  }

  #setRaw({isRaw}: {isRaw: boolean}): void {
    try {
      this.input.setRawMode(isRaw)
    } catch {
      // A terminal that went away has no modes.
    }
  }

  #dieOf(signal: NodeJS.Signals): void {
    this.close()
    this.#process.kill(this.#process.pid, signal)
  }
}
