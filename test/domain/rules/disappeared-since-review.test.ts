import {disappearedSinceReview} from '../../../src/domain/rules/disappeared-since-review.js'
import {portfolioRuleTable} from '../../support/portfolio-rule-table.js'

portfolioRuleTable(disappearedSinceReview, {
  silent: [{name: 'none did', disappeared: {deals: 0, names: []}}],
  fires: [
    {
      name: 'one did',
      disappeared: {deals: 1, names: ['Northwind']},
      messages: ['1 deal is neither open nor closed any more: Northwind'],
    },
    {
      name: 'one of a filter',
      disappeared: {deals: 1, names: ['Northwind']},
      isFiltered: true,
      messages: ['1 deal is gone, or does not match the filter any more: Northwind'],
    },
    {
      name: 'two of a filter',
      disappeared: {deals: 2, names: ['A', 'B']},
      isFiltered: true,
      messages: ['2 deals are gone, or do not match the filter any more: A, B'],
    },
    {
      name: 'as many as are named',
      disappeared: {deals: 3, names: ['A', 'B', 'C']},
      messages: ['3 deals are neither open nor closed any more: A, B, C'],
    },
    {
      name: 'one more than are named',
      disappeared: {deals: 4, names: ['A', 'B', 'C', 'D']},
      messages: ['4 deals are neither open nor closed any more: A, B, C and 1 more'],
    },
    {
      name: 'far more than are kept',
      disappeared: {deals: 5000, names: ['A', 'B', 'C', 'D', 'E']},
      messages: ['5000 deals are neither open nor closed any more: A, B, C and 4997 more'],
    },
  ],
  skips: [
    {
      name: 'nothing to compare with',
      disappeared: null,
      reason: 'first-review',
      detail: 'there is no earlier review of the same deals',
    },
  ],
})
