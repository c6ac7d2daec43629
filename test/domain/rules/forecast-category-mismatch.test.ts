import {forecastCategoryMismatch} from '../../../src/domain/rules/forecast-category-mismatch.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(forecastCategoryMismatch, {
  silent: [
    {name: 'commit at the limit', deal: {forecastCategory: 'commit', probability: 0.6}},
    {name: 'omitted just below late', deal: {forecastCategory: 'omitted', probability: 0.74}},
    {name: 'pipeline at any probability', deal: {forecastCategory: 'pipeline', probability: 0.9}},
  ],
  fires: [
    {
      name: 'commit below the limit',
      deal: {forecastCategory: 'commit', probability: 0.59},
      message: 'is in commit at a probability too low for it',
    },
    {
      name: 'omitted and late',
      deal: {forecastCategory: 'omitted', probability: 0.75},
      message: 'is late in the pipeline and omitted from the forecast',
    },
  ],
  skips: [
    {name: 'no category', deal: {forecastCategory: null}},
    {name: 'no probability', deal: {forecastCategory: 'commit', probability: null}},
  ],
})
