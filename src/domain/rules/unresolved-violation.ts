import * as z from 'zod/mini'
import {remembered} from '../remembered.js'
import {dayCount, wholeNumber} from './options.js'
import {defineRepeatRule, pass} from './rule.js'
import {isAtLeast, severities} from './severity.js'
import {violations} from './violations.js'

const repeatedFor = remembered(title =>
  violations(reviews => `${title.toLowerCase()} in ${reviews} reviews one after the other`),
)

export const unresolvedViolation = defineRepeatRule({
  id: 'unresolved-violation',
  title: 'Unresolved',
  category: 'change',
  severity: 'high',
  isRecommended: true,
  needs: [],
  options: z.strictObject({
    reviews: wholeNumber('reviews', [2, 1000], 3),
    minDays: dayCount(7),
    // Not `severity`, which is what a rule file calls the rule's own.
    fromSeverity: z._default(z.enum(severities), 'high'),
  }),
  explain: {
    what: 'So many reviews one after the other (reviews), this one too, had the same finding of fromSeverity or worse, over at least minDays days. Of several in one deal, the one that has been there longest is told.',
    why: 'A finding that nobody acts on makes people ignore all others.',
    fix: 'Mend it, or agree with a waiver that it stays.',
    source: 'Three reviews are the second reminder after the first; playbooks escalate then.',
  },
  looksBack: ({reviews, minDays}) => ({reviews, days: minDays}),
  repeated({title, severity, reviews, days}, options) {
    if (!isAtLeast(severity, options.fromSeverity)) return pass
    if (reviews < options.reviews || days < options.minDays) return pass
    return repeatedFor(title)(reviews)
  },
})
