import {stageStalled} from '../../../src/domain/rules/stage-stalled.js'
import {ruleTable} from '../../support/rule-table.js'

ruleTable(stageStalled, {
  silent: [
    {name: 'exactly the limit', deal: {lastStageChangeAt: '2025-03-01T09:00:00Z'}},
    {
      name: 'a stage with more time',
      deal: {lastStageChangeAt: '2025-02-01T09:00:00Z', stage: 'Legal'},
      options: {byStage: {Legal: 90}},
    },
    {name: 'a stage change after now', deal: {lastStageChangeAt: '2025-04-01T09:00:00Z'}},
  ],
  fires: [
    {
      name: 'one day over',
      deal: {lastStageChangeAt: '2025-02-28T09:00:00Z'},
      message: 'in stage Proposal for 31 days (limit 30)',
    },
    {
      name: 'a stage with less time',
      deal: {lastStageChangeAt: '2025-03-20T09:00:00Z'},
      options: {byStage: {Proposal: 10}},
      message: 'in stage Proposal for 11 days (limit 10)',
    },
    {
      name: 'never changed: from its creation',
      deal: {lastStageChangeAt: null, createdAt: '2025-02-28T09:00:00Z'},
      message: 'in stage Proposal for 31 days (limit 30)',
    },
    {
      name: 'a stage named like a method',
      deal: {lastStageChangeAt: '2025-01-01T09:00:00Z', stage: 'toString'},
      message: 'in stage toString for 89 days (limit 30)',
    },
  ],
  skips: [{name: 'neither date', deal: {lastStageChangeAt: null, createdAt: null}}],
})
