import {noOptions} from './options.js'
import {defineRule, pass} from './rule.js'

const missing = {message: 'has no account'}

export const missingAccount = defineRule({
  id: 'missing-account',
  title: 'No account',
  category: 'completeness',
  severity: 'medium',
  isRecommended: true,
  needs: ['account'],
  options: noOptions,
  explain: {
    what: 'An open deal is linked to no account or company.',
    why: 'Without a buyer there is no history, no territory, and duplicates stay hidden.',
    fix: 'Link the deal to its account.',
    source: 'A deal needs a buyer; completeness targets for required fields are 90-95 %.',
  },
  check: deal => (deal.account === null ? missing : pass),
})
