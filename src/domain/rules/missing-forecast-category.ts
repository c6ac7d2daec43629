import {noOptions} from './options.js'
import {defineRule, pass} from './rule.js'

const missing = {message: 'has no forecast category'}

export const missingForecastCategory = defineRule({
  id: 'missing-forecast-category',
  title: 'No forecast category',
  category: 'completeness',
  severity: 'low',
  isRecommended: false,
  needs: ['forecastCategory'],
  signal: 'forecastCategory',
  options: noOptions,
  explain: {
    what: 'An open deal has no forecast category.',
    why: 'It is in no roll-up, so the forecast lacks it.',
    fix: 'Choose a category; in Salesforce, give its stage one.',
    source: 'HubSpot leaves the category empty until somebody chooses it; Salesforce sets it by the stage.',
  },
  check: deal => (deal.forecastCategory === null ? missing : pass),
})
