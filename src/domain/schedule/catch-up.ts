import type {ScheduledReview} from '../scheduled-review.js'

/** What the catch-up policy makes of one occurrence. `reason` is a code, told in words by `words`. */
export type Fate =
  | {kind: 'runs'; at: Date; trigger: 'schedule' | 'catch-up'}
  | {kind: 'missed'; at: Date; reason: MissReason; words: string}

type MissReason = 'superseded' | 'outside-window' | 'over-limit' | 'catch-up-off'

/** A daemon at work decides within a second or two; one older than this was missed. */
const onTimeMs = 60_000

/** `all` catches up so many, the newest, at most. */
const catchUpLimit = 100

const missedBecause: Record<MissReason, string> = {
  superseded: 'a later one took its place',
  'outside-window': 'that is longer ago than the catch-up window',
  'over-limit': `only the newest ${catchUpLimit} are caught up`,
  'catch-up-off': 'catch-up is off',
}

/**
 * The fate of the occurrence number `index` of those that are due, which `due` gives in their order, and null after the last.
 * Looks ahead no further than it must, because each look costs a tenth of a millisecond and more.
 */
export function fateOf(
  index: number,
  {
    due,
    now,
    review,
  }: {
    due(index: number): Date | null
    now: Date
    review: Pick<ScheduledReview, 'catchUp' | 'catchUpWindowMs'>
  },
): Fate {
  const at = due(index)!
  const ageMs = (of: Date) => now.getTime() - of.getTime()
  if (ageMs(at) <= onTimeMs) return {kind: 'runs', at, trigger: 'schedule'}
  if (review.catchUp === 'none') return missed(at, 'catch-up-off')
  if (ageMs(at) > review.catchUpWindowMs) return missed(at, 'outside-window')
  if (review.catchUp === 'latest' && due(index + 1)) return missed(at, 'superseded')
  if (review.catchUp === 'all') {
    const firstToFit = due(index + catchUpLimit)
    if (firstToFit && ageMs(firstToFit) > onTimeMs) return missed(at, 'over-limit')
  }
  return {kind: 'runs', at, trigger: 'catch-up'}
}

/** The words hold for one and for many, and for every cause: a stopped daemon, a machine asleep, a clock set forward. */
function missed(at: Date, reason: MissReason): Fate {
  return {
    kind: 'missed',
    at,
    reason,
    words: `missed: the daemon was not running or late, and ${missedBecause[reason]}`,
  }
}
