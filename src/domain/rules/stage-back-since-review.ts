import {noOptions} from './options.js'
import {defineChangeRule, pass, skip} from './rule.js'

export const stageBackSinceReview = defineChangeRule({
  id: 'stage-back-since-review',
  title: 'Moved back since review',
  category: 'change',
  severity: 'medium',
  isRecommended: false,
  needs: ['stage'],
  options: noOptions,
  explain: {
    what: 'An open deal is in an earlier stage than at the last review. Stages whose order is not known are not compared.',
    why: 'A deal that moves back had been moved on too early, or has lost ground.',
    fix: 'Find out what is missing for the stage it came from, and check its close date.',
    source: 'Salesforce Pipeline Inspection and Clari show deals that moved back since the last look.',
  },
  compare({before, now}, {stages}) {
    if (before === null || before.stage === now.stage) return pass
    if (before.stage === null || now.stage === null) return skip
    const order = stages(before.stage, now.stage)
    if (order === 0) return skip
    return order > 0 ? {message: `moved back from ${before.stage} to ${now.stage}`} : pass
  },
})
