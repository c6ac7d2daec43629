import * as z from 'zod/mini'
import {days} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const stageStalled = defineRule({
  id: 'stage-stalled',
  title: 'Stalled in stage',
  category: 'progress',
  severity: 'high',
  isRecommended: true,
  needs: ['lastStageChangeAt'],
  options: z.strictObject({
    days: dayCount(30),
    byStage: z._default(z.record(z.string(), z.int().check(z.minimum(0), z.maximum(36_525))), {}),
  }),
  explain: {
    what: 'An open deal has been in its stage for longer than days, or than its stage allows in byStage. A deal that never changed its stage counts from its creation.',
    why: 'Deals that stand still are won less often than those that move.',
    fix: 'Move the deal on, agree on a next step, or close it.',
    source: '30 days is the threshold most published playbooks use where no history of the stage is known.',
  },
  check(deal, {daysSince, options}) {
    const since = deal.lastStageChangeAt ?? deal.createdAt
    if (since === null) return skip
    // A stage called `constructor` finds what every object has, which is no number.
    const ofStage: unknown = deal.stage === null ? null : options.byStage[deal.stage]
    const limit = typeof ofStage === 'number' ? ofStage : options.days
    const stalled = daysSince(since)
    if (stalled <= limit) return pass
    return {message: `in stage ${deal.stage ?? '(none)'} for ${days(stalled)} (limit ${limit})`}
  },
})
