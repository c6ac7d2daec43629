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
    {name: 'exactly another limit', deal: {lastStageChangeAt: '2025-03-29T09:00:00Z'}, options: {days: 2}},
    {
      name: 'exactly the limit of its stage',
      deal: {lastStageChangeAt: '2025-03-21T09:00:00Z'},
      options: {byStage: {Proposal: 10}},
    },
    {
      name: 'moved lately, though created long ago',
      deal: {lastStageChangeAt: '2025-03-25T09:00:00Z', createdAt: '2020-01-01T09:00:00Z'},
    },
    {
      name: 'never changed: exactly the limit from its creation',
      deal: {lastStageChangeAt: null, createdAt: '2025-03-01T09:00:00Z'},
    },
    {
      name: 'a day later in the zone',
      deal: {lastStageChangeAt: '2025-02-28T23:30:00Z'},
      timeZone: 'Europe/Berlin',
    },
    {
      name: 'exactly one and a half times what won deals spend there, for longer than days',
      deal: {lastStageChangeAt: '2025-02-14T09:00:00Z'},
      median: 30,
    },
    {
      name: 'exactly another multiple of it',
      deal: {lastStageChangeAt: '2025-03-19T09:00:00Z'},
      median: 12,
      options: {multiple: 1},
    },
    {
      name: 'allowed by its stage, whatever won deals spend there',
      deal: {lastStageChangeAt: '2025-03-01T09:00:00Z'},
      median: 2,
      options: {byStage: {Proposal: 30}},
    },
    {
      name: 'exactly the limit where won deals leave on the day they come',
      deal: {lastStageChangeAt: '2025-03-01T09:00:00Z'},
      median: 0,
    },
  ],
  fires: [
    {
      name: 'one day over what won deals of its pipeline spend there, half as much again',
      deal: {lastStageChangeAt: '2025-03-12T09:00:00Z', pipeline: 'Sales'},
      median: 12,
      message: 'in stage Proposal for 19 days (won deals of Sales spend 12 there, limit 18)',
    },
    {
      name: 'over a limit that is no whole number',
      deal: {lastStageChangeAt: '2025-03-23T09:00:00Z'},
      median: 5,
      message: 'in stage Proposal for 8 days (won deals spend 5 there, limit 7)',
    },
    {
      name: 'one day over another multiple of it',
      deal: {lastStageChangeAt: '2025-03-18T09:00:00Z'},
      median: 12,
      options: {multiple: 1},
      message: 'in stage Proposal for 13 days (won deals spend 12 there, limit 12)',
    },
    {
      name: 'longer than its stage allows, though won deals spend more there',
      deal: {lastStageChangeAt: '2025-03-20T09:00:00Z'},
      median: 60,
      options: {byStage: {Proposal: 10}},
      message: 'in stage Proposal for 11 days (limit 10)',
    },
    {
      name: 'one day over the limit where won deals leave on the day they come',
      deal: {lastStageChangeAt: '2025-02-28T09:00:00Z'},
      median: 0,
      message: 'in stage Proposal for 31 days (limit 30)',
    },
    {
      name: 'never changed: from its creation, by what won deals spend there',
      deal: {lastStageChangeAt: null, createdAt: '2025-03-12T09:00:00Z'},
      median: 12,
      message: 'in stage Proposal for 19 days (won deals spend 12 there, limit 18)',
    },
    {
      name: 'one day over',
      deal: {lastStageChangeAt: '2025-02-28T09:00:00Z'},
      message: 'in stage Proposal for 31 days (limit 30)',
    },
    {
      name: 'one day over another limit',
      deal: {lastStageChangeAt: '2025-03-28T09:00:00Z'},
      options: {days: 2},
      message: 'in stage Proposal for 3 days (limit 2)',
    },
    {
      name: 'since yesterday where that is too long',
      deal: {lastStageChangeAt: '2025-03-30T09:00:00Z'},
      options: {byStage: {Proposal: 0}},
      message: 'in stage Proposal for 1 day (limit 0)',
    },
    {
      name: 'a stage with more time, one day over',
      deal: {lastStageChangeAt: '2024-12-30T09:00:00Z', stage: 'Legal'},
      options: {byStage: {Legal: 90}},
      message: 'in stage Legal for 91 days (limit 90)',
    },
    {
      name: 'another stage than the one with more time',
      deal: {lastStageChangeAt: '2025-02-28T09:00:00Z'},
      options: {byStage: {Legal: 90}},
      message: 'in stage Proposal for 31 days (limit 30)',
    },
    {
      name: 'no stage at all',
      deal: {lastStageChangeAt: '2025-02-28T09:00:00Z', stage: null},
      options: {byStage: {null: 90}},
      message: 'in stage (none) for 31 days (limit 30)',
    },
    {
      name: 'a day earlier in the zone',
      deal: {lastStageChangeAt: '2025-03-01T02:00:00Z'},
      timeZone: 'America/New_York',
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
