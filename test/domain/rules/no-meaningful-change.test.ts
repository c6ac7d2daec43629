import {noMeaningfulChange} from '../../../src/domain/rules/no-meaningful-change.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

changeRuleTable(noMeaningfulChange, {
  silent: [
    {name: 'a new deal', before: null},
    {name: 'changed just now', unchanged: {reviews: 0, days: 0}},
    {name: 'one review less than the limit', unchanged: {reviews: 2, days: 100}},
    {name: 'one day less than the limit', unchanged: {reviews: 100, days: 13}},
    {
      name: 'one review less than a limit of its own',
      unchanged: {reviews: 4, days: 35},
      options: {reviews: 5},
    },
    {name: 'one day less than a limit of its own', unchanged: {reviews: 9, days: 29}, options: {minDays: 30}},
  ],
  fires: [
    {
      name: 'exactly both limits',
      unchanged: {reviews: 3, days: 14},
      message: 'stage, close date and amount unchanged for 3 reviews, 14 days',
    },
    {
      name: 'long and often',
      unchanged: {reviews: 70_000, days: 36_525},
      message: 'stage, close date and amount unchanged for 70000 reviews, 36525 days',
    },
    {
      name: 'once, where that is enough',
      unchanged: {reviews: 1, days: 0},
      options: {reviews: 1, minDays: 0},
      message: 'stage, close date and amount unchanged for 1 review, 0 days',
    },
  ],
})
