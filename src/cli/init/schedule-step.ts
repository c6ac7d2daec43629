import {planSchedule, type SchedulePlan} from '../../app/plan-schedule.js'
import {RevschedError} from '../../domain/errors.js'
import {parseSchedule} from '../../domain/schedule/schedule-text.js'
import {parseTimeZone} from '../../domain/schedule/time-zone.js'
import {scheduleLines, warningLines} from '../render/schedule-lines.js'
import {answerTo, type Interview, nameFor, refuseTaken} from './interview.js'

const usual = 'every monday at 6am'

type ScheduleAnswers = {
  schedule?: string | undefined
  timezone?: string | undefined
  review?: string | undefined
}

/** When it is due, shown with its next five times until that is what is meant, and what it is called. */
export async function scheduleStep(
  interview: Interview,
  given: ScheduleAnswers,
): Promise<{name: string; schedule: string; timezone: string}> {
  const {context} = interview
  let chosen = await choice(interview, given)
  while (!(await isMeant(interview, chosen.plan, given))) chosen = await choice(interview, {})
  const database = await context.database()
  const taken = (await database.listReviews((await context.actor()).id)).map(({name}) => name)
  const name = await nameFor(interview, {
    flag: '--review',
    given: given.review,
    suggestion: usualName(chosen.plan.cron),
    taken,
    question: 'What is the scheduled review called?',
  })
  return {name, schedule: chosen.schedule, timezone: chosen.timezone}
}

/** Where nobody is asked, throws `conflict` for what `scheduleStep` would call it by a name that is taken. */
export async function refuseTakenReview(
  {prompter, context}: Interview,
  {schedule = usual, review}: ScheduleAnswers,
): Promise<void> {
  if (prompter !== null) return
  const name = review ?? usualName(parseSchedule(schedule).cron)
  const reviews = await (await context.database()).listReviews((await context.actor()).id)
  refuseTaken(name, {flag: '--review', taken: reviews.map(one => one.name)})
}

async function choice(interview: Interview, given: ScheduleAnswers) {
  const {config, host, clock} = interview.context
  const zone = config.timezone.value ?? host.timeZone
  const schedule = await answerTo(interview, {
    flag: '--schedule',
    given: given.schedule,
    fallback: usual,
    ask: prompter =>
      prompter.ask('When is the review due? In words or as a cron line', {
        initial: usual,
        check: text => problemOf(() => parseSchedule(text)),
      }),
  })
  const timezone = await answerTo(interview, {
    flag: '--timezone',
    given: given.timezone,
    fallback: zone,
    ask: prompter =>
      prompter.ask('In which time zone?', {
        initial: zone,
        check: text => problemOf(() => parseTimeZone(text)),
      }),
  })
  return {schedule, timezone, plan: planSchedule(schedule, timezone, {from: clock.now(), count: 5})}
}

/** What flags say is not asked again; `add` shows its times. */
async function isMeant(
  {prompter, context}: Interview,
  plan: SchedulePlan,
  given: ScheduleAnswers,
): Promise<boolean> {
  if (prompter === null || (given.schedule !== undefined && given.timezone !== undefined)) return true
  const {io, clock} = context
  for (const line of warningLines(plan, io.err)) await io.err.write(line)
  await io.err.write(`${scheduleLines(plan, clock.now(), io.err)}`)
  return prompter.confirm('Is that when it should run?', 'yes')
}

function problemOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (!(error instanceof RevschedError)) throw error
    return error.hint ? `${error.message}; ${error.hint}` : error.message
  }
}

function usualName(cron: string): string {
  const [, , day, month, weekday] = cron.split(' ')
  if (day === '*' && weekday === '*') return 'daily'
  if (day === '*' && /^\d$/.test(weekday!)) return 'weekly'
  if (day === '*' && weekday === '1-5') return 'weekdays'
  return month === '*' ? 'monthly' : 'quarterly'
}
