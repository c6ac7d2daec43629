import {RevschedError} from '../errors.js'
import {parseSchedule} from '../schedule/schedule-text.js'
import {parseTimeZone} from '../schedule/time-zone.js'

/** A job of another scheduler, as a scheduled review would have it. */
export type ForeignJob = {
  /** Where it was read: `line 3`, `job 2`. */
  place: string
  /** What it is called there, or what it runs; null where nothing names it. */
  name: string | null
  /** Its schedule as it was written there. */
  was: string
  /** The cron line that is due when it was. */
  schedule: string
  /** IANA name; null where it follows the machine's. */
  timezone: string | null
  /** What is read differently here than there, and what is left behind. */
  notes: readonly string[]
}

/** A job that no schedule of ours can stand for. */
export type RefusedJob = {place: string; was: string; reason: string; hint: string | null}

export type ForeignJobs = {jobs: ForeignJob[]; refused: RefusedJob[]}

/** Sorts what was read into what can be used and what cannot; `read` throws `usage` with the reason. */
export function readEach<Entry>(
  entries: readonly Entry[],
  describe: (entry: Entry) => Pick<ForeignJob, 'place' | 'was'>,
  read: (entry: Entry) => Omit<ForeignJob, 'place' | 'was'>,
): ForeignJobs {
  const told: ForeignJobs = {jobs: [], refused: []}
  for (const entry of entries) {
    const described = describe(entry)
    try {
      told.jobs.push({...described, ...checked(read(entry))})
    } catch (error) {
      if (!(error instanceof RevschedError)) throw error
      told.refused.push({...described, reason: error.message, hint: error.hint ?? null})
    }
  }
  return told
}

/** With the schedule as it would be stored, and what `add` would warn of. */
function checked(job: Omit<ForeignJob, 'place' | 'was'>): Omit<ForeignJob, 'place' | 'was'> {
  const {cron, warnings} = parseSchedule(job.schedule)
  if (job.timezone !== null) parseTimeZone(job.timezone)
  return {...job, schedule: cron, notes: [...job.notes, ...warnings]}
}

export function refusal(reason: string, hint: string): RevschedError {
  return new RevschedError('usage', reason, {hint})
}
