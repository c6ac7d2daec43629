/** A daemon that runs or ran on this database. */
export type DaemonRow = {
  id: string
  host: string
  pid: number
  bootId: string
  leaseOwner: string
  version: string
  tzVersion: string
  startedAt: Date
  lastSeenAt: Date
  /** Null while it runs, and for one that ended without a word. */
  stoppedAt: Date | null
  state: Readonly<Record<string, unknown>>
}

export type EventKind =
  | 'daemon-started'
  | 'daemon-stopped'
  | 'clock-step'
  | 'zone-data-changed'
  | 'storage-failed'
  | 'storage-back'
  | 'thread-abandoned'
  | 'quarantined'
  | 'schedule-taken-back'

export type DaemonEvent = {kind: EventKind; at: Date; detail: Readonly<Record<string, unknown>>}

/** The wall clock was set, or the machine slept: it showed `after` where it should have shown `before`. */
export type ClockStep = {byMs: number; before: Date; after: Date}

/** What `status` shows of the reviews and runs of a user. */
export type QueueNumbers = {
  queued: number
  running: number
  /** Active reviews that have been due for a minute and are still undecided. */
  overdue: number
  /** Occurrences, those of a range counted singly. */
  missed: number
  skipped: number
  failed: number
  /** Runs that took their process down at least once. */
  crashed: number
  nextDueAt: Date | null
}

/** A review whose next run moved, because the data of its time zone changed. */
export type Replanned = {id: string; name: string; before: Date | null; after: Date | null}

/** Who runs the daemon, what happened to time and storage, and what is kept of it. */
export type DaemonStore = {
  /**
   * Writes the event `daemon-started`, too, and what `addClockStep` writes of a step since the last daemon: all or nothing, as the row
   * hides the last one, by which the step was known.
   */
  startDaemon(row: DaemonRow, step: ClockStep | null): Promise<void>
  beat(id: string, at: Date, state: Readonly<Record<string, unknown>>): Promise<void>
  /** Writes the event `daemon-stopped`, too. */
  stopDaemon(id: string, at: Date): Promise<void>
  /** The one that started last. */
  lastDaemon(): Promise<DaemonRow | null>
  addEvent(event: DaemonEvent & {daemonId: string | null}): Promise<void>
  /**
   * Writes the event `clock-step`. In the same transaction leases are moved with the clock, to last for as long as they would have;
   * after a step back, runs that wait as well: those that might start already may start still, and those put off for another attempt
   * wait no longer than they would have. What a schedule names for later stays where it is.
   */
  addClockStep(step: ClockStep & {daemonId: string | null}): Promise<void>
  /** Newest first. */
  listEvents(since: Date, limit: number): Promise<DaemonEvent[]>
  /** Counts for `status`, by indexed queries; what has ended is counted from `since` on. */
  queueNumbers(userId: string, since: Date): Promise<QueueNumbers>
  /**
   * Sets nextRunAt of every active review anew by `next` where it differs (zone data changed), in pieces of 1,000; returns the
   * first 1,000 differences. Of those, each piece writes the event `tell` in its own transaction. A review whose `next` throws
   * stays as it is: deciding it says what is wrong.
   */
  replan(
    next: (review: {
      id: string
      schedule: string
      timezoneCanonical: string
      cursor: Date | null
    }) => Date | null,
    tell: (moved: readonly Replanned[]) => DaemonEvent & {daemonId: string | null},
  ): Promise<Replanned[]>
  /**
   * Removes finished runs older than `before`, or beyond the `keepPerReview` newest of their review, and events older than
   * `before`, in pieces; the newest completed run of a review stays. Stops after `maxMs`, or when `signal` is aborted, and says
   * what it did; the next call goes on.
   */
  prune(input: {
    before: Date
    keepPerReview: number
    maxMs?: number
    signal?: AbortSignal
  }): Promise<{runs: number; events: number}>
  /**
   * Empties the write-ahead log beside the database where it is larger than `limitBytes`, and says how many bytes it has then: readers
   * that overlap for ever keep it as it is. Costs microseconds where it is small, and a quarter of a second where readers are in the way.
   */
  boundWal(limitBytes: number): Promise<number>
  /** Copies the log back into the database where a megabyte of it waits for that: a moment's work, better done when nothing is due. */
  copyLogBack(): Promise<void>
}
