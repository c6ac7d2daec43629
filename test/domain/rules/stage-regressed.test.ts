import {stageRegressed} from '../../../src/domain/rules/stage-regressed.js'
import {ruleTable} from '../../support/rule-table.js'

const lead = ['2025-01-01T09:00:00Z', 'Lead'] as const
const contract = ['2025-02-01T09:00:00Z', 'Contract'] as const

ruleTable(stageRegressed, {
  silent: [
    {name: 'still in its first stage', deal: {stageHistory: [lead]}},
    {name: 'moved on', deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Demo']]}},
    {
      name: 'moved back one day before the days looked at',
      deal: {stageHistory: [lead, contract, ['2025-02-28T23:59:59Z', 'Demo']]},
    },
    {
      name: 'moved back before, moved on since',
      deal: {
        stageHistory: [lead, contract, ['2025-02-20T09:00:00Z', 'Lead'], ['2025-03-20T09:00:00Z', 'Demo']],
      },
    },
    {
      name: 'moved back and came back',
      deal: {
        stageHistory: [
          lead,
          contract,
          ['2025-03-20T09:00:00Z', 'Demo'],
          ['2025-03-21T09:00:00Z', 'Contract'],
        ],
      },
    },
    {
      name: 'moved back, and is beyond where it was',
      deal: {
        stageHistory: [
          lead,
          ['2025-03-10T09:00:00Z', 'Demo'],
          ['2025-03-11T09:00:00Z', 'Lead'],
          ['2025-03-12T09:00:00Z', 'Proposal'],
        ],
      },
    },
    {
      name: 'moved back, in what is still the day before in the zone',
      deal: {stageHistory: [lead, contract, ['2025-03-01T03:00:00Z', 'Demo']]},
      timeZone: 'America/New_York',
    },
  ],
  fires: [
    {
      name: 'moved back on the first of the days looked at',
      deal: {stageHistory: [lead, contract, ['2025-03-01T00:00:00Z', 'Demo']]},
      message: 'moved back from Contract to Demo 30 days ago',
    },
    {
      name: 'moved back today',
      deal: {stageHistory: [lead, contract, ['2025-03-31T08:00:00Z', 'Demo']]},
      message: 'moved back from Contract to Demo today',
    },
    {
      name: 'moved back and part of the way on: the furthest is named',
      deal: {
        stageHistory: [lead, contract, ['2025-03-10T09:00:00Z', 'Lead'], ['2025-03-20T09:00:00Z', 'Demo']],
      },
      message: 'moved back from Contract to Demo 21 days ago',
    },
    {
      name: 'moved back twice from the same stage: the last time is named',
      deal: {
        stageHistory: [
          contract,
          ['2025-03-10T09:00:00Z', 'Lead'],
          ['2025-03-20T09:00:00Z', 'Contract'],
          ['2025-03-30T09:00:00Z', 'Demo'],
        ],
      },
      message: 'moved back from Contract to Demo 1 day ago',
    },
    {
      name: 'with other days to look at',
      deal: {stageHistory: [lead, contract, ['2025-03-30T09:00:00Z', 'Demo']]},
      options: {lookbackDays: 1},
      message: 'moved back from Contract to Demo 1 day ago',
    },
    {
      name: 'in another order of stages',
      deal: {stageHistory: [lead, ['2025-03-30T09:00:00Z', 'Contract']]},
      stages: ['Contract', 'Lead'],
      message: 'moved back from Lead to Contract 1 day ago',
    },
  ],
  skips: [
    {name: 'no history', deal: {stageHistory: null}},
    {name: 'an empty history', deal: {stageHistory: []}},
    {
      name: 'stages of no known order',
      deal: {stageHistory: [lead, ['2025-03-20T09:00:00Z', 'Trial']]},
    },
  ],
})
