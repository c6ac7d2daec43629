import {noOptions} from './options.js'
import {defineRule, pass, skip} from './rule.js'

const untouched = {message: 'close date is still the one that was filled in when the deal was made'}

export const closeDateDefault = defineRule({
  id: 'close-date-default',
  title: 'Default close date',
  category: 'timeliness',
  severity: 'low',
  isRecommended: false,
  needs: ['isCloseDateDefault'],
  options: noOptions,
  explain: {
    what: 'The close date of an open deal is the last day of the month in which the deal was made, and nobody has ever changed it. Only of HubSpot, which fills in that day.',
    why: 'Nobody has thought about the date, and the forecast counts on it.',
    fix: 'Ask the buyer when they want to decide, and enter that.',
    source: 'The day that HubSpot gives a new deal.',
  },
  check({isCloseDateDefault}) {
    if (isCloseDateDefault === null) return skip
    return isCloseDateDefault ? untouched : pass
  },
})
