import type {ThreadSession} from './thread-session.js'

/** The end of a turn that did not come: its review has not been begun, and asks for another one. */
export const recalled = new Error('the turn was taken back before it came')

type Session = Pick<ThreadSession, 'send' | 'kill' | 'end'>

export type OpenSession = (onBroken: (error: unknown) => void) => Session

/** Of one review in one thread. */
export class Turn {
  readonly lane: Lane
  readonly #ended = new AbortController()

  constructor(lane: Lane) {
    this.lane = lane
  }

  /** Not so while the thread is about another one, as far as is known here: it is not to be ended for this one. */
  get isCurrent(): boolean {
    return this.lane.current === this
  }

  /** Aborted when the turn is over before its review is: `recalled`, or with what broke the thread. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  end(reason: unknown): void {
    this.#ended.abort(reason)
  }
}

/** A thread with the review that it does, and the one that it is to begin without asking when that one is over. */
export class Lane {
  readonly session: Session
  current = new Turn(this)
  /** `passed` on to others by a review that takes long; `none` is asked for by one that waits for a CRM most of the time. */
  core: 'held' | 'passed' | 'none'
  #next: Turn | null = null
  #isClosed = false

  constructor(open: OpenSession, core: 'held' | 'none') {
    this.core = core
    this.session = open(error => {
      this.close()
      this.current.end(error)
    })
  }

  get next(): Turn | null {
    return this.#next
  }

  get takesNext(): boolean {
    return this.core === 'held' && !this.#isClosed && !this.#next
  }

  sendAhead(): Turn {
    this.#next = new Turn(this)
    return this.#next
  }

  /** The current review is over. False when none follows it, or one that has been stopped meanwhile, which its thread may have begun. */
  advance(): boolean {
    if (!this.#next || this.#next.ended.aborted) return false
    this.current = this.#next
    this.#next = null
    return true
  }

  /** The next review is not wanted any more. The lane is closed: its thread may have begun it meanwhile. */
  dropNext(): void {
    this.#next = null
    this.#isClosed = true
  }

  /** Takes no more, and gives back what it has not begun. */
  close(): void {
    this.#next?.end(recalled)
    this.dropNext()
  }
}
