import type {ForecastCategory} from '../review/deal.js'
import {noOptions} from './options.js'
import {defineChangeRule, pass, skip} from './rule.js'

/** How sure each is; a deal that is open is not in `closed`. */
const ranks: Readonly<Record<ForecastCategory, number | null>> = {
  omitted: 0,
  pipeline: 1,
  'best-case': 2,
  commit: 3,
  closed: null,
}

export const forecastDowngradedSinceReview = defineChangeRule({
  id: 'forecast-downgraded-since-review',
  title: 'Forecast downgraded',
  category: 'change',
  severity: 'medium',
  isRecommended: false,
  needs: ['forecastCategory'],
  options: noOptions,
  explain: {
    what: 'An open deal is in a less certain forecast category than at the last review: from commit to best case, pipeline or omitted, and so on.',
    why: 'The forecast that was given at the last review is lower by this deal.',
    fix: 'Take it out of what was promised, and ask what changed.',
    source: 'Salesforce Pipeline Inspection shows moves between forecast categories since the last look.',
  },
  compare({before, now}, _context) {
    if (before === null) return pass
    const [earlier, later] = [rankOf(before.forecastCategory), rankOf(now.forecastCategory)]
    if (earlier === null || later === null) return skip
    return later < earlier
      ? {message: `forecast went from ${before.forecastCategory} to ${now.forecastCategory}`}
      : pass
  },
})

function rankOf(category: ForecastCategory | null): number | null {
  return category === null ? null : ranks[category]
}
