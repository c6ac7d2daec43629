import {noOptions} from './options.js'
import {defineRule, pass} from './rule.js'

const missing = {message: 'has no owner'}

export const missingOwner = defineRule({
  id: 'missing-owner',
  title: 'No owner',
  category: 'completeness',
  severity: 'high',
  isRecommended: true,
  needs: ['owner'],
  options: noOptions,
  explain: {
    what: 'An open deal has no owner.',
    why: 'Nobody acts on it, and nobody is asked about it.',
    fix: 'Assign it to somebody, or close it.',
    source: 'A deal without an owner has nobody who answers for it.',
  },
  check: deal => (deal.owner === null ? missing : pass),
})
