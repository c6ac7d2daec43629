import * as z from 'zod/mini'
import {daysAgo} from './days.js'
import {dayCount} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const stageRegressed = defineRule({
  id: 'stage-regressed',
  title: 'Moved back',
  category: 'progress',
  severity: 'medium',
  isRecommended: true,
  needs: ['stageHistory'],
  options: z.strictObject({lookbackDays: dayCount(30)}),
  explain: {
    what: 'An open deal left a stage for an earlier one within lookbackDays and has not come back to it. The order of stages is that of the connection, else of the CRM; stages whose order is not known are not compared.',
    why: 'A deal that moves back had been moved on too early, or has lost ground.',
    fix: 'Find out what is missing for the stage it came from, and check its close date.',
    source:
      'Salesforce, HubSpot and Clari show or forbid moves back; 30 days is one round of monthly reviews.',
  },
  check({stageHistory: history}, {daysSince, stepsBetween, options}) {
    const present = history?.at(-1)?.stage
    if (!history || present === undefined) return skip
    let isCompared = history.length === 1
    let lost = {steps: 0, message: ''}
    for (let place = history.length - 2; place >= 0; place--) {
      const from = history[place]!.stage
      const left = daysSince(history[place + 1]!.at)
      if (left > options.lookbackDays) return lost.steps === 0 ? pass : {message: lost.message}
      const steps = stepsBetween(from, present)
      if (steps !== 0 || from === present) isCompared = true
      if (steps > lost.steps)
        lost = {steps, message: `moved back from ${from} to ${present} ${daysAgo(left)}`}
    }
    if (lost.steps > 0) return {message: lost.message}
    return isCompared ? pass : skip
  },
})
