import {noOptions} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const orphaned = {message: 'belongs to somebody who has left'}

export const inactiveOwner = defineRule({
  id: 'inactive-owner',
  title: 'Owner has left',
  category: 'completeness',
  severity: 'high',
  isRecommended: true,
  needs: ['isOwnerActive'],
  options: noOptions,
  explain: {
    what: 'The owner of an open deal is deactivated in the CRM. A deal without an owner is left to missing-owner.',
    why: 'The deal still counts in the forecast, and nobody works on it.',
    fix: 'Give the deal to whoever took over the customer.',
    source: 'CRMs keep the deals of a user who is deactivated where they are.',
  },
  check({isOwnerActive}) {
    if (isOwnerActive === null) return skip
    return isOwnerActive ? pass : orphaned
  },
})
