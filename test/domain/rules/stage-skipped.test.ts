import {stageSkipped} from '../../../src/domain/rules/stage-skipped.js'
import {ruleTable} from '../../support/rule-table.js'

const lead = ['2025-01-01T09:00:00Z', 'Lead'] as const

ruleTable(stageSkipped, {
  silent: [
    {
      name: 'still in its first stage, whichever',
      deal: {stageHistory: [['2025-03-20T09:00:00Z', 'Contract']]},
    },
    {name: 'one stage on', deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Demo']]}},
    {
      name: 'two stages on, where that is allowed',
      deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Proposal']]},
      options: {maxJump: 2},
    },
    {
      name: 'two stages on, one day before the days looked at',
      deal: {stageHistory: [lead, ['2025-02-28T09:00:00Z', 'Proposal']]},
    },
    {
      name: 'two stages on, and back again',
      deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Proposal'], ['2025-03-21T09:00:00Z', 'Demo']]},
    },
    {
      name: 'two stages on, to one after a stage it had been in',
      deal: {
        stageHistory: [
          ['2025-01-01T09:00:00Z', 'Demo'],
          ['2025-03-01T09:00:00Z', 'Lead'],
          ['2025-03-20T09:00:00Z', 'Proposal'],
        ],
      },
    },
    {
      name: 'moved back',
      deal: {
        stageHistory: [
          ['2025-01-01T09:00:00Z', 'Contract'],
          ['2025-03-20T09:00:00Z', 'Lead'],
        ],
      },
    },
  ],
  fires: [
    {
      name: 'two stages on',
      deal: {stageHistory: [lead, ['2025-03-30T09:00:00Z', 'Proposal']]},
      message: 'went from Lead to Proposal past 1 stage 1 day ago',
    },
    {
      name: 'three stages on, on the first of the days looked at',
      deal: {stageHistory: [lead, ['2025-03-01T09:00:00Z', 'Contract']]},
      message: 'went from Lead to Contract past 2 stages 30 days ago',
    },
    {
      name: 'two stages on, and then one more',
      deal: {
        stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Proposal'], ['2025-03-31T07:00:00Z', 'Contract']],
      },
      message: 'went from Lead to Proposal past 1 stage 11 days ago',
    },
    {
      name: 'one more than another limit',
      deal: {stageHistory: [lead, ['2025-03-31T07:00:00Z', 'Contract']]},
      options: {maxJump: 2},
      message: 'went from Lead to Contract past 2 stages today',
    },
  ],
  skips: [
    {name: 'no history', deal: {stageHistory: null}},
    {name: 'an empty history', deal: {stageHistory: []}},
    {name: 'stages of no known order', deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Trial']]}},
  ],
})
