import * as z from 'zod/mini'
import {formatCalendarDate} from '../review/calendar-date.js'
import {lastDayOf} from './fiscal-quarter.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const closeDateCrossedPeriod = defineRule({
  id: 'close-date-crossed-period',
  title: 'Left its period',
  category: 'progress',
  severity: 'medium',
  isRecommended: false,
  needs: ['closeDateHistory'],
  usesFiscalYear: true,
  options: z.strictObject({
    period: z._default(z.enum(['month', 'quarter', 'year']), 'quarter'),
    lookbackDays: dayCount(30),
  }),
  explain: {
    what: 'The close date of an open deal was moved out of its period (month, quarter or year) within lookbackDays. Quarters and years are those of the fiscal year.',
    why: 'Money that leaves the quarter is missing from its forecast.',
    fix: 'Ask what the buyer said, correct the forecast, and check whether the new date is agreed.',
    source: 'Forecasts are made per quarter; 30 days is one round of monthly reviews.',
  },
  check({closeDateHistory: history}, {daysSince, fiscalYearStartMonth, options}) {
    const now = history?.at(-1)?.closeDate
    if (!history || now == null) return skip
    // The date that counted when the days looked at began.
    const first = history.findIndex(({at}) => daysSince(at) <= options.lookbackDays)
    if (first < 0) return pass
    const before = history.slice(Math.max(0, first - 1)).find(({closeDate}) => closeDate !== null)!.closeDate!
    if (now <= lastDayOf(options.period, before, fiscalYearStartMonth)) return pass
    return {
      message: `close date left its ${options.period}: ${formatCalendarDate(before)} became ${formatCalendarDate(now)}`,
    }
  },
})
