import {type CalendarDate, formatCalendarDate} from './calendar-date.js'

/** A deal came into the stage at that instant. */
export type StageEntry = {stage: string; at: Date}

/** The close date was set at that instant; null where it was emptied. */
export type CloseDateEntry = {closeDate: CalendarDate | null; at: Date}

export type DealHistory = {stages: readonly StageEntry[]; closeDates: readonly CloseDateEntry[]}

/** A later day of the same month is fine-tuning; one of a later month is money that comes later. */
export function isPush(from: CalendarDate | null, to: CalendarDate | null): boolean {
  return from !== null && to !== null && monthOf(to) > monthOf(from)
}

/** How often the close date was moved into a later month, as Salesforce counts it. */
export function pushesIn(history: readonly CloseDateEntry[]): number {
  return history.filter(({closeDate}, index) => index > 0 && isPush(history[index - 1]!.closeDate, closeDate))
    .length
}

function monthOf(date: CalendarDate): string {
  return formatCalendarDate(date).slice(0, -3)
}

/** Oldest first; of entries in a row that say the same, the first. */
export function changesOnly<Entry extends {at: Date}>(
  entries: readonly Entry[],
  isSame: (a: Entry, b: Entry) => boolean,
): readonly Entry[] {
  const sorted = [...entries].sort((a, b) => a.at.getTime() - b.at.getTime())
  return sorted.filter((entry, index) => index === 0 || !isSame(sorted[index - 1]!, entry))
}
