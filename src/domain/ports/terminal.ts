/** The end of what a terminal shows, where a few lines may be drawn over. */
export type LineTerminal = {
  readonly columns: number
  readonly rows: number
  write(text: string): void
  /** Calls `listener` when the program goes on that was stopped by Ctrl-Z. Returns what ends that. */
  onResume(listener: () => void): () => void
}

/** A terminal that takes keys one by one and can be drawn on. */
export type Terminal = {
  /** Takes over the whole screen, without a trace in what stands above. `onRedraw`: all has to be drawn again, perhaps in another size. */
  open(onRedraw: () => void): TerminalSession
}

export type TerminalSession = {
  readonly input: NodeJS.ReadStream
  readonly columns: number
  readonly rows: number
  write(text: string): void
  /** Gives the terminal to the shell until the program is told to go on. */
  suspend(): void
  /** Rejects when the program has crashed, or the terminal went away. */
  readonly broken: Promise<never>
  /** Leaves the terminal as it was. May be called again. */
  close(): void
}
