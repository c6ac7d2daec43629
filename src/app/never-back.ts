/** The cursor of a schedule, moved on: never back, whatever the clock does. */
export function cursorAt(now: Date, cursor: Date | null): Date {
  return cursor && cursor > now ? cursor : now
}

/** The revision of a changed row: later than the stored one even within its millisecond, so that editors tell it apart. */
export function revisionAt(now: Date, updatedAt: Date): Date {
  return updatedAt >= now ? new Date(updatedAt.getTime() + 1) : now
}
