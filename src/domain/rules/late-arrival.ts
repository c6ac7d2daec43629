import * as z from 'zod/mini'
import {share} from './options.js'
import {defineChangeRule, pass, skip} from './rule.js'

export const lateArrival = defineChangeRule({
  id: 'late-arrival',
  title: 'Late arrival',
  category: 'change',
  severity: 'low',
  isRecommended: false,
  needs: ['probability'],
  options: z.strictObject({fromProbability: share(0.6)}),
  explain: {
    what: 'An open deal that was not there at the last review has a probability of fromProbability or more.',
    why: 'Deals that appear when they are nearly won were kept out of the pipeline, so nobody could help or plan.',
    fix: 'Ask the owner to enter deals when they begin.',
    source: 'Known as sandbagging; 60 % is where published stage models put a chosen vendor.',
  },
  compare({before, now}, {options}) {
    if (before !== null) return pass
    if (now.probability === null) return skip
    if (now.probability < options.fromProbability) return pass
    return {message: `new since the last review, at ${Math.round(now.probability * 100)} %`}
  },
})
