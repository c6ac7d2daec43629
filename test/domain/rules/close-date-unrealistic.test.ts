import {closeDateUnrealistic} from '../../../src/domain/rules/close-date-unrealistic.js'
import {ruleTable} from '../../support/rule-table.js'

const late = {probability: 0.9} as const

ruleTable(closeDateUnrealistic, {
  silent: [
    {
      name: 'exactly half the median is left, at any probability',
      deal: {closeDate: '2025-04-20', probability: 0},
      median: 40,
    },
    {name: 'another fraction', deal: {closeDate: '2025-04-04'}, median: 40, options: {fraction: 0.1}},
    {name: 'wins on the day they enter the stage', deal: {closeDate: '2025-03-31'}, median: 0},
    {name: 'yesterday, which is past', deal: {closeDate: '2025-03-30'}, median: 40},
    {name: 'a fraction of nothing', deal: {closeDate: '2025-03-31'}, median: 40, options: {fraction: 0}},
    {name: 'too few wins: 14 days are left', deal: {closeDate: '2025-04-14'}},
    {name: 'too few wins: as likely as not', deal: {closeDate: '2025-04-13', probability: 0.5}},
    {name: 'too few wins: past', deal: {closeDate: '2025-03-30', probability: 0.1}},
    {name: 'too few wins: far, without a probability', deal: {closeDate: '2025-04-14', probability: null}},
    {
      name: 'too few wins: another number of days',
      deal: {closeDate: '2025-04-03'},
      options: {fallbackDays: 3},
    },
    {
      name: 'too few wins: another probability',
      deal: {closeDate: '2025-04-13', probability: 0.3},
      options: {fallbackProbability: 0.3},
    },
  ],
  fires: [
    {
      name: 'a day less than half the median, at any probability',
      deal: {closeDate: '2025-04-19', ...late},
      median: 40,
      message: 'closes in 19 days (won deals take 40 days from stage Proposal, limit 20)',
    },
    {
      name: 'less than half of an odd number',
      deal: {closeDate: '2025-04-12', pipeline: 'Sales'},
      median: 25,
      message: 'closes in 12 days (won deals of Sales take 25 days from stage Proposal, limit 13)',
    },
    {
      name: 'today',
      deal: {closeDate: '2025-03-31', ...late},
      median: 1,
      message: 'closes today (won deals take 1 day from stage Proposal, limit 1)',
    },
    {
      name: 'less than another fraction',
      deal: {closeDate: '2025-04-03'},
      median: 40,
      options: {fraction: 0.1},
      message: 'closes in 3 days (won deals take 40 days from stage Proposal, limit 4)',
    },
    {
      name: 'today in the zone, past in another',
      deal: {closeDate: '2025-03-31'},
      now: '2025-04-01T02:00:00Z',
      timeZone: 'America/New_York',
      median: 40,
      message: 'closes today (won deals take 40 days from stage Proposal, limit 20)',
    },
    {
      name: 'too few wins: 13 days are left',
      deal: {closeDate: '2025-04-13'},
      message: 'closes in 13 days at 30 % (limit 50 % within 14 days)',
    },
    {
      name: 'too few wins: just less likely',
      deal: {closeDate: '2025-03-31', probability: 0.499},
      message: 'closes today at 49 % (limit 50 % within 14 days)',
    },
    {
      name: 'too few wins: a probability that is no exact number',
      deal: {closeDate: '2025-04-01', probability: 0.29},
      message: 'closes in 1 day at 29 % (limit 50 % within 14 days)',
    },
    {
      name: 'too few wins: other limits',
      deal: {closeDate: '2025-04-02', probability: 0.3},
      options: {fallbackDays: 3, fallbackProbability: 0.31},
      message: 'closes in 2 days at 30 % (limit 31 % within 3 days)',
    },
  ],
  skips: [
    {name: 'no close date', deal: {closeDate: null}, median: 40},
    {name: 'too few wins, and no probability', deal: {closeDate: '2025-04-13', probability: null}},
  ],
})
