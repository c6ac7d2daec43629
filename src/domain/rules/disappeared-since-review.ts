import {noOptions} from './options.js'
import {definePortfolioRule} from './rule.js'

const namesTold = 3

export const disappearedSinceReview = definePortfolioRule({
  id: 'disappeared-since-review',
  title: 'Disappeared',
  category: 'change',
  severity: 'info',
  isRecommended: true,
  needs: [],
  options: noOptions,
  explain: {
    what: 'Deals of the last review are neither open nor closed now: deleted, merged into another one, or no longer shown to the user of the connection. Of a review with a filter, also those that do not match it any more.',
    why: 'Money that leaves the pipeline without being lost makes win rates and trends wrong.',
    fix: 'Close deals as lost instead of deleting them; check the rights of the user of the connection.',
    source: 'CRMs give deleted and hidden records in no list of changes.',
  },
  survey({disappeared, isFiltered}) {
    if (disappeared === null)
      return {skipped: 'first-review', detail: 'there is no earlier review of the same deals'}
    if (disappeared.deals === 0) return {found: []}
    const names = disappeared.names.slice(0, namesTold).join(', ')
    const more = disappeared.deals > namesTold ? ` and ${disappeared.deals - namesTold} more` : ''
    const [are, doMatch] =
      disappeared.deals === 1 ? ['1 deal is', 'does'] : [`${disappeared.deals} deals are`, 'do']
    const gone = isFiltered
      ? `gone, or ${doMatch} not match the filter any more`
      : 'neither open nor closed any more'
    return {found: [`${are} ${gone}: ${names}${more}`]}
  },
})
