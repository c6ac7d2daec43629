import {RevschedError} from '../domain/errors.js'
import type {ForeignJob, ForeignJobs, RefusedJob} from '../domain/foreign-jobs/foreign-job.js'
import {parseTimeZone} from '../domain/schedule/time-zone.js'
import {checkedName, freeName} from './names.js'
import {nextOccurrence} from './plan-schedule.js'

/** A job of another scheduler, as it would be added. */
export type PlannedImport = Omit<ForeignJob, 'timezone' | 'name'> & {
  name: string
  timezone: string
  nextRunAt: Date | null
}

type Options = {
  /** Names that scheduled reviews have already. */
  taken: ReadonlySet<string>
  /** Stands before each name. */
  prefix: string
  /** IANA zone of the jobs that have none of their own. */
  timezone: string
  now: Date
}

/** What an import would add, and what it cannot. Nothing is written; a name that is taken is refused, so that a second import adds nothing twice. */
export function planImport(
  {jobs, refused}: ForeignJobs,
  {taken, prefix, timezone, now}: Options,
): {planned: PlannedImport[]; refused: RefusedJob[]} {
  const planned: PlannedImport[] = []
  const left = [...refused]
  const used = new Set<string>()
  for (const job of jobs) {
    const zone = job.timezone ?? timezone
    // A crontab runs one program at several times.
    const name = freeName(`${prefix}${job.name ?? job.place.replace(' ', '-')}`, used)
    const problem = nameProblem(name, taken)
    if (problem) left.push({place: job.place, was: job.was, ...problem})
    else {
      const {canonical} = parseTimeZone(zone)
      planned.push({...job, name, timezone: zone, nextRunAt: nextOccurrence(job.schedule, canonical, now)})
    }
    used.add(name)
  }
  return {planned, refused: left}
}

function nameProblem(name: string, taken: ReadonlySet<string>): Pick<RefusedJob, 'reason' | 'hint'> | null {
  if (taken.has(name))
    return {
      reason: `there is a scheduled review called "${name}" already`,
      hint: '--prefix puts a text before each name, and --skip-refused leaves it out',
    }
  try {
    checkedName('scheduled review', name)
    return null
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return {reason: error.message, hint: error.hint ?? null}
  }
}
