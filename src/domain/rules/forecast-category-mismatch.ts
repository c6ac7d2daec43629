import * as z from 'zod/mini'
import {share} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const early = {message: 'is in commit at a probability too low for it'}
const omitted = {message: 'is late in the pipeline and omitted from the forecast'}

export const forecastCategoryMismatch = defineRule({
  id: 'forecast-category-mismatch',
  title: 'Forecast mismatch',
  category: 'forecast',
  severity: 'high',
  isRecommended: true,
  needs: ['forecastCategory', 'probability'],
  options: z.strictObject({commitFromProbability: share(0.6), lateFromProbability: share(0.75)}),
  explain: {
    what: 'An open deal is in the category commit below commitFromProbability, or omitted from the forecast at or above lateFromProbability.',
    why: 'The roll-up is wrong: it promises what is not near, or hides what is.',
    fix: 'Change the forecast category, or the stage, so that the two agree.',
    source:
      'Commit is for deals more likely won than not; 60 % is the lowest late stage of the standard pipelines.',
  },
  check(deal, {options}) {
    const {forecastCategory, probability} = deal
    if (forecastCategory === null || probability === null) return skip
    if (forecastCategory === 'commit' && probability < options.commitFromProbability) return early
    return forecastCategory === 'omitted' && probability >= options.lateFromProbability ? omitted : pass
  },
})
