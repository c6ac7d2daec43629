import {missingForecastCategory} from '../../../src/domain/rules/missing-forecast-category.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(missingForecastCategory, {
  silent: [
    {name: 'a category', deal: {forecastCategory: 'pipeline'}},
    {name: 'left out of the forecast on purpose', deal: {forecastCategory: 'omitted'}},
  ],
  fires: [{name: 'no category', deal: {forecastCategory: null}, message: 'has no forecast category'}],
})
