import {probabilityOverride} from '../../../src/domain/rules/probability-override.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(probabilityOverride, {
  silent: [
    {name: 'that of the stage', deal: {probability: 0.5, stageProbability: 0.5}},
    {name: 'above it by exactly the limit', deal: {probability: 0.7, stageProbability: 0.5}},
    {name: 'below it by exactly the limit', deal: {probability: 0.1, stageProbability: 0.3}},
    {name: 'within another limit', deal: {probability: 0.9, stageProbability: 0.5}, options: {delta: 0.4}},
  ],
  fires: [
    {
      name: 'above it by one point more',
      deal: {probability: 0.71, stageProbability: 0.5},
      message: 'probability is 71 %, that of its stage 50 %',
    },
    {
      name: 'below it by one point more',
      deal: {probability: 0.09, stageProbability: 0.3},
      message: 'probability is 9 %, that of its stage 30 %',
    },
    {
      name: 'not the same where it has to be',
      deal: {probability: 0.51, stageProbability: 0.5},
      options: {delta: 0},
      message: 'probability is 51 %, that of its stage 50 %',
    },
  ],
  skips: [
    {name: 'no probability', deal: {probability: null, stageProbability: 0.5}},
    {name: 'that of the stage is not known', deal: {probability: 0.9, stageProbability: null}},
  ],
})
