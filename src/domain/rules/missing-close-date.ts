import {noOptions} from './options.js'
import {defineRule, pass} from './rule.js'

const missing = {message: 'has no close date'}

export const missingCloseDate = defineRule({
  id: 'missing-close-date',
  title: 'No close date',
  category: 'completeness',
  severity: 'high',
  isRecommended: true,
  needs: ['closeDate'],
  options: noOptions,
  explain: {
    what: 'An open deal has no close date.',
    why: 'It belongs to no period, so no forecast counts it.',
    fix: 'Agree on a date with the buyer and enter it.',
    source: 'A deal without a date is in no forecast period.',
  },
  check: deal => (deal.closeDate === null ? missing : pass),
})
