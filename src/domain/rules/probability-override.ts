import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

export const probabilityOverride = defineRule({
  id: 'probability-override',
  title: 'Probability moved',
  category: 'consistency',
  severity: 'low',
  isRecommended: false,
  needs: ['probability', 'stageProbability'],
  options: z.strictObject({delta: share(0.2)}),
  explain: {
    what: 'The probability of an open deal differs by more than delta from that of its stage, up or down. HubSpot is not judged: there a deal follows its stage.',
    why: 'The weighted forecast follows a hope that the stage does not bear out.',
    fix: 'Move the deal into the stage that fits, or give the probability back to the stage.',
    source: 'Two stages of the standard pipelines are 10 to 30 points apart.',
  },
  check({probability, stageProbability}, {options}) {
    if (probability === null || stageProbability === null) return skip
    // In hundredths of a percent: 0.7 - 0.5 is a little more than 0.2.
    const off = Math.round(Math.abs(probability - stageProbability) * 10_000)
    if (off <= Math.round(options.delta * 10_000)) return pass
    return {message: `probability is ${percent(probability)}, that of its stage ${percent(stageProbability)}`}
  },
})

function percent(probability: number): string {
  return `${Math.round(probability * 100)} %`
}
