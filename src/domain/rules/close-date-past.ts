import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'
import {violations} from './violations.js'

const pastBy = violations(late => `close date was ${days(late)} ago`)

export const closeDatePast = defineRule({
  id: 'close-date-past',
  title: 'Close date past',
  category: 'timeliness',
  severity: 'critical',
  isRecommended: true,
  needs: ['closeDate'],
  options: z.strictObject({graceDays: dayCount(0)}),
  explain: {
    what: 'The close date of an open deal is more than graceDays days before today, in the time zone of the review.',
    why: 'The forecast counts money in a period that is over.',
    fix: 'Close the deal, or agree on a new date with the buyer and enter it.',
    source: 'Every CRM marks a past close date as overdue from its first day on.',
  },
  check(deal, {today, options}) {
    if (deal.closeDate === null) return skip
    const late = today - deal.closeDate
    return late > options.graceDays ? pastBy(late) : pass
  },
})
