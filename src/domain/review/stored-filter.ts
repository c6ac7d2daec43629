import * as z from 'zod/mini'
import {RevschedError} from '../errors.js'
import {type CalendarDate, parseCalendarDate} from './calendar-date.js'
import type {DealFilter} from './deal-filter.js'

const texts = z.optional(z.array(z.string()).check(z.minLength(1)))
const date = z.optional(z.string().check(z.refine(text => closeDate(text, 0) !== null)))

/**
 * A filter as a scheduled review keeps it and JSON shows it. A close date is a date, or days from the day of the review
 * (`+90d`, `-30d`, `today`): a schedule outlives any date.
 */
const storedFilter = z.strictObject({
  pipelines: texts,
  stages: texts,
  owners: texts,
  minAmount: z.optional(z.number()),
  maxAmount: z.optional(z.number()),
  closeFrom: date,
  closeTo: date,
  soql: z.optional(z.string().check(z.minLength(1))),
})

export type StoredFilter = z.infer<typeof storedFilter>

/** What the filter means on a day. Throws `config` for one that was stored by something else. */
export function dealFilterOf(
  stored: Readonly<Record<string, unknown>> | null,
  today: CalendarDate,
): DealFilter | null {
  if (stored === null) return null
  const parsed = storedFilter.safeParse(stored)
  if (!parsed.success)
    throw new RevschedError(
      'config',
      `the stored filter cannot be read (${parsed.error.issues[0]?.path.join('.')})`,
      {
        hint: 'give it again: revsched edit <review> --no-filter, then the flags of the filter',
      },
    )
  const {closeFrom, closeTo, ...rest} = parsed.data
  const given = {
    ...rest,
    ...(closeFrom !== undefined && {closeFrom: closeDate(closeFrom, today)!}),
    ...(closeTo !== undefined && {closeTo: closeDate(closeTo, today)!}),
  }
  // Left out is another thing than undefined to who reads it.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

/** Throws `usage` for a filter that no deal can pass. Of what was stored by something else, the run tells. */
export function refuseEmptyRange(filter: Readonly<Record<string, unknown>> | null): void {
  const parsed = filter && storedFilter.safeParse(filter)
  if (!parsed?.success) return
  const {minAmount, maxAmount, closeFrom, closeTo} = parsed.data
  if (minAmount !== undefined && maxAmount !== undefined && minAmount > maxAmount)
    throw new RevschedError('usage', `no amount is at least ${minAmount} and at most ${maxAmount}`, {
      hint: 'exchange --min-amount and --max-amount, or give both: what is not given stays',
    })
  if (closeFrom === undefined || closeTo === undefined || isRelative(closeFrom) !== isRelative(closeTo))
    return
  if (closeDate(closeFrom, 0)! <= closeDate(closeTo, 0)!) return
  throw new RevschedError('usage', `no date is from "${closeFrom}" to "${closeTo}"`, {
    hint: 'exchange --close-from and --close-to, or give both: what is not given stays',
  })
}

/** Against a date of the calendar, another one in days from today may lie on either side. */
function isRelative(text: string): boolean {
  return !/^\d/.test(text)
}

/** Null for what is neither a date nor days from today. */
export function closeDate(text: string, today: CalendarDate): CalendarDate | null {
  if (text === 'today') return today
  const days = /^([+-]\d{1,4})d$/.exec(text)
  return days ? today + Number(days[1]) : parseCalendarDate(text)
}
