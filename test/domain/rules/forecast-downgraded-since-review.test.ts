import {forecastDowngradedSinceReview} from '../../../src/domain/rules/forecast-downgraded-since-review.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

const from = (
  before: 'omitted' | 'pipeline' | 'best-case' | 'commit' | 'closed' | null,
  now: typeof before,
) => ({
  name: `from ${before} to ${now}`,
  before: {forecastCategory: before},
  now: {forecastCategory: now},
})

changeRuleTable(forecastDowngradedSinceReview, {
  silent: [
    from('commit', 'commit'),
    from('omitted', 'omitted'),
    from('omitted', 'pipeline'),
    from('pipeline', 'best-case'),
    from('best-case', 'commit'),
    from('omitted', 'commit'),
    {name: 'a new deal', before: null, now: {forecastCategory: 'omitted'}},
  ],
  fires: [
    {...from('commit', 'best-case'), message: 'forecast went from commit to best-case'},
    {...from('best-case', 'pipeline'), message: 'forecast went from best-case to pipeline'},
    {...from('pipeline', 'omitted'), message: 'forecast went from pipeline to omitted'},
    {...from('commit', 'omitted'), message: 'forecast went from commit to omitted'},
  ],
  skips: [
    from(null, 'commit'),
    from('commit', null),
    from(null, null),
    from('closed', 'pipeline'),
    from('commit', 'closed'),
  ],
})
