import * as z from 'zod/mini'
import {dayCount, wholeNumber} from './options.js'
import {defineRepeatRule, pass} from './rule.js'
import {isAtLeast, severities} from './severity.js'

export const unresolvedViolation = defineRepeatRule({
  id: 'unresolved-violation',
  title: 'Unresolved',
  category: 'change',
  severity: 'high',
  isRecommended: true,
  needs: [],
  options: z.strictObject({
    reviews: wholeNumber(2, 1000, 3),
    minDays: dayCount(7),
    severity: z._default(z.enum(severities), 'high'),
  }),
  explain: {
    what: 'A finding of severity or worse was there in reviews reviews one after the other, this one too, and for at least minDays days.',
    why: 'A finding that nobody acts on makes people ignore all others.',
    fix: 'Mend it, or agree with a waiver that it stays.',
    source: 'Three reviews are the second reminder after the first; playbooks escalate then.',
  },
  repeated({title, severity, reviews, days}, options) {
    if (!isAtLeast(severity, options.severity)) return pass
    if (reviews < options.reviews || days < options.minDays) return pass
    return {message: `${title.toLowerCase()} in ${reviews} reviews one after the other`}
  },
})
