import {forecastCategoryMismatch} from '../../../src/domain/rules/forecast-category-mismatch.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(forecastCategoryMismatch, {
  silent: [
    {name: 'commit at the limit', deal: {forecastCategory: 'commit', probability: 0.6}},
    {name: 'omitted just below late', deal: {forecastCategory: 'omitted', probability: 0.74}},
    {name: 'pipeline at any probability', deal: {forecastCategory: 'pipeline', probability: 0.9}},
    {name: 'best case at any probability', deal: {forecastCategory: 'best-case', probability: 0.01}},
    {name: 'closed at any probability', deal: {forecastCategory: 'closed', probability: 0}},
    {name: 'omitted at none', deal: {forecastCategory: 'omitted', probability: 0}},
    {
      name: 'commit at another limit',
      deal: {forecastCategory: 'commit', probability: 0.3},
      options: {commitFromProbability: 0.3},
    },
    {
      name: 'omitted just below another limit',
      deal: {forecastCategory: 'omitted', probability: 0.89},
      options: {lateFromProbability: 0.9},
    },
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
    {
      name: 'commit below another limit',
      deal: {forecastCategory: 'commit', probability: 0.29},
      options: {commitFromProbability: 0.3},
      message: 'is in commit at a probability too low for it',
    },
    {
      name: 'omitted at another limit',
      deal: {forecastCategory: 'omitted', probability: 0.9},
      options: {lateFromProbability: 0.9},
      message: 'is late in the pipeline and omitted from the forecast',
    },
  ],
  skips: [
    {name: 'no category', deal: {forecastCategory: null, probability: 0.9}},
    {name: 'commit without a probability', deal: {forecastCategory: 'commit', probability: null}},
    {name: 'omitted without a probability', deal: {forecastCategory: 'omitted', probability: null}},
  ],
})
