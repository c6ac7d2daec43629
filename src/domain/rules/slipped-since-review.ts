import * as z from 'zod/mini'
import {formatCalendarDate} from '../review/calendar-date.js'
import {fiscalQuarterOf} from './fiscal-quarter.js'
import {wholeNumber} from './options.js'
import {defineChangeRule, pass, skip} from './rule.js'
import {oneWorse} from './severity.js'

export const slippedSinceReview = defineChangeRule({
  id: 'slipped-since-review',
  title: 'Slipped',
  category: 'change',
  severity: 'medium',
  isRecommended: true,
  needs: ['closeDate'],
  usesFiscalYear: true,
  options: z.strictObject({days: wholeNumber('days', [1, 36_525], 1)}),
  explain: {
    what: 'The close date of an open deal is days or more later than at the last review; one severity worse when it left its fiscal quarter.',
    why: 'Each slip makes the next one likelier, and one across the end of a quarter takes money out of the forecast.',
    fix: 'Ask the owner what the buyer said, and whether the new date is the buyer’s.',
    source:
      'Salesforce, Clari and InsightSquared all list deals whose close date moved out since the last look.',
  },
  compare({before, now}, {options, severity, fiscalYearStartMonth}) {
    if (before === null) return pass
    if (before.closeDate === null || now.closeDate === null) return skip
    if (now.closeDate - before.closeDate < options.days) return pass
    const isOut = now.closeDate > fiscalQuarterOf(before.closeDate, fiscalYearStartMonth).last
    const moved = `close date moved from ${formatCalendarDate(before.closeDate)} to ${formatCalendarDate(now.closeDate)}`
    return isOut
      ? {message: `${moved}, into another quarter`, severity: oneWorse(severity)}
      : {message: moved}
  },
})
