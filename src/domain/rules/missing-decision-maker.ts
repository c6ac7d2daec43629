import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const missing = {message: 'has nobody among its contacts who decides'}

const deciding = [
  'Decision Maker',
  'Economic Buyer',
  'Economic Decision Maker',
  'Executive Sponsor',
  'Budget Holder',
]

export const missingDecisionMaker = defineRule({
  id: 'missing-decision-maker',
  title: 'No decision maker',
  category: 'completeness',
  severity: 'medium',
  isRecommended: false,
  needs: ['contactRoles', 'probability'],
  signal: 'contactRoles',
  options: z.strictObject({
    roles: z._default(
      z.array(z.string().check(z.minLength(1), z.maxLength(100))).check(z.minLength(1), z.maxLength(100)),
      deciding,
    ),
    fromProbability: share(0.6),
  }),
  explain: {
    what: 'An open deal at or above fromProbability has no contact in one of roles (case does not count). Roles are the contact roles of Salesforce and the labels of contacts in HubSpot.',
    why: 'Nobody who is talked to can sign.',
    fix: 'Find out who decides, bring them in, and give the contact its role.',
    source: 'Late deals without power on the buying side are a warning of Gong and of published playbooks.',
  },
  check({probability, contactRoles}, {options}) {
    if (probability === null || probability < options.fromProbability) return skip
    const wanted = options.roles.map(role => role.toLowerCase())
    return contactRoles?.some(role => wanted.includes(role.toLowerCase())) ? pass : missing
  },
})
