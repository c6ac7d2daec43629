import {lateArrival} from '../../../src/domain/rules/late-arrival.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

changeRuleTable(lateArrival, {
  silent: [
    {name: 'new, just below the limit', before: null, now: {probability: 0.59}},
    {name: 'new, at nothing', before: null, now: {probability: 0}},
    {name: 'there before, nearly won', before: {probability: 0.1}, now: {probability: 0.9}},
    {name: 'there before without a probability', before: {probability: null}, now: {probability: null}},
    {
      name: 'new, below a limit of its own',
      before: null,
      now: {probability: 0.8},
      options: {fromProbability: 0.9},
    },
  ],
  fires: [
    {
      name: 'exactly the limit',
      before: null,
      now: {probability: 0.6},
      message: 'new since the last review, at 60 %',
    },
    {
      name: 'nearly won',
      before: null,
      now: {probability: 0.95},
      message: 'new since the last review, at 95 %',
    },
    {
      name: 'any new deal, where the limit is nothing',
      before: null,
      now: {probability: 0},
      options: {fromProbability: 0},
      message: 'new since the last review, at 0 %',
    },
  ],
  skips: [{name: 'new, without a probability', before: null, now: {probability: null}}],
})
