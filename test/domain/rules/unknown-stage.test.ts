import {unknownStage} from '../../../src/domain/rules/unknown-stage.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(unknownStage, {
  silent: [{name: 'a stage in use', deal: {stage: 'Proposal', isStageActive: true}}],
  fires: [
    {
      name: 'a stage that was taken away',
      deal: {stage: 'Trial', isStageActive: false},
      message: 'is in stage Trial, which is out of use',
    },
  ],
  skips: [
    {name: 'no stage', deal: {stage: null, isStageActive: false}},
    {name: 'nobody knows', deal: {stage: 'Proposal', isStageActive: null}},
  ],
})
