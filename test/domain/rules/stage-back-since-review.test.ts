import {stageBackSinceReview} from '../../../src/domain/rules/stage-back-since-review.js'
import {changeRuleTable} from '../../support/change-rule-table.js'

changeRuleTable(stageBackSinceReview, {
  silent: [
    {name: 'the same stage', before: {stage: 'Proposal'}, now: {stage: 'Proposal'}},
    {name: 'one stage on', before: {stage: 'Qualification'}, now: {stage: 'Proposal'}},
    {name: 'the same unknown stage', before: {stage: 'Legal'}, now: {stage: 'Legal'}},
    {name: 'no stage, as before', before: {stage: null}, now: {stage: null}},
    {name: 'a new deal', before: null, now: {stage: 'Qualification'}},
  ],
  fires: [
    {
      name: 'one stage back',
      before: {stage: 'Proposal'},
      now: {stage: 'Qualification'},
      message: 'moved back from Proposal to Qualification',
    },
    {
      name: 'two stages back',
      before: {stage: 'Negotiation'},
      now: {stage: 'Qualification'},
      message: 'moved back from Negotiation to Qualification',
    },
  ],
  skips: [
    {name: 'from a stage of unknown order', before: {stage: 'Legal'}, now: {stage: 'Qualification'}},
    {name: 'to a stage of unknown order', before: {stage: 'Proposal'}, now: {stage: 'Legal'}},
    {name: 'no stage before', before: {stage: null}, now: {stage: 'Proposal'}},
    {name: 'no stage now', before: {stage: 'Proposal'}, now: {stage: null}},
  ],
})
