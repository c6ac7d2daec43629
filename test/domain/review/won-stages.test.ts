import {describe, expect, it} from 'vitest'
import {WonStages} from '../../../src/domain/review/won-stages.js'
import {zoneCalendar} from '../../../src/domain/schedule/zone-calendar.js'
import {aDeal, type DealText} from '../../support/a-deal.js'

type Given = Pick<DealText, 'stageHistory' | 'createdAt' | 'closeDate'>

/** `days in it/days to the win` of each stage, in the order in which a deal first came to them. */
function timesOf(deal: Given, timeZone = 'UTC'): Record<string, string> {
  const stages = new WonStages(zoneCalendar(timeZone).dateOf)
  stages.add(aDeal({outcome: 'won', createdAt: null, closeDate: '2025-03-31', ...deal}), {
    row: 7,
    pipeline: 1,
  })
  const names = ['Lead', 'Demo', 'Proposal', 'Won']
  return Object.fromEntries(
    names.flatMap(name => {
      const entry = stages.groups.subarray(0, stages.size).indexOf(stages.groupOf(1, name))
      return entry < 0 ? [] : [[name, `${stages.daysIn[entry]}/${stages.daysToWon[entry]}`]]
    }),
  )
}

const lead = ['2025-03-01T09:00:00Z', 'Lead'] as const
const demo = ['2025-03-11T09:00:00Z', 'Demo'] as const
const lost = {}

describe('the stages of a won deal', () => {
  it.each<{name: string; deal: Given; timeZone?: string; times: Record<string, string>}>([
    {name: 'one', deal: {stageHistory: [lead]}, times: {Lead: '30/30'}},
    {name: 'two', deal: {stageHistory: [lead, demo]}, times: {Lead: '10/30', Demo: '20/20'}},
    {
      name: 'and the one in which it is won',
      deal: {stageHistory: [lead, demo, ['2025-03-31T09:00:00Z', 'Won']]},
      times: {Lead: '10/30', Demo: '20/20', Won: '0/0'},
    },
    {
      name: 'one twice: both times together, and to the win from the last',
      deal: {
        stageHistory: [lead, demo, ['2025-03-13T09:00:00Z', 'Lead'], ['2025-03-16T09:00:00Z', 'Proposal']],
      },
      times: {Lead: '13/18', Demo: '2/20', Proposal: '15/15'},
    },
    {
      name: 'two on one day',
      deal: {stageHistory: [lead, ['2025-03-01T10:00:00Z', 'Demo']]},
      times: {Lead: '0/30', Demo: '30/30'},
    },
    {
      name: 'by the dates of the zone',
      deal: {stageHistory: [['2025-03-01T23:30:00Z', 'Lead'], demo]},
      timeZone: 'Europe/Berlin',
      times: {Lead: '9/29', Demo: '20/20'},
    },
    {
      name: 'the last entered on the day of the win',
      deal: {stageHistory: [lead, ['2025-03-31T23:00:00Z', 'Demo']]},
      times: {Lead: '30/30', Demo: '0/0'},
    },
    {
      name: 'the win told late: until the close date',
      deal: {stageHistory: [lead, demo, ['2025-04-04T09:00:00Z', 'Won']]},
      times: {Lead: '10/30', Demo: '20/20'},
    },
    {
      name: 'created on the close date',
      deal: {stageHistory: [], createdAt: '2025-03-31T09:00:00Z'},
      times: lost,
    },
    {
      name: 'moved on after the close date',
      deal: {stageHistory: [lead, ['2025-04-02T09:00:00Z', 'Demo'], ['2025-04-04T09:00:00Z', 'Won']]},
      times: lost,
    },
    {name: 'not in order', deal: {stageHistory: [demo, lead]}, times: lost},
    {
      name: 'created after the close date',
      deal: {stageHistory: [lead], createdAt: '2025-04-01T09:00:00Z'},
      times: lost,
    },
    {name: 'no close date', deal: {stageHistory: [lead], closeDate: null}, times: lost},
    {name: 'no history', deal: {stageHistory: null}, times: lost},
    {
      name: 'longer than can be kept: as long as can be',
      deal: {stageHistory: [['1800-01-01T09:00:00Z', 'Lead']]},
      times: {Lead: '65535/65535'},
    },
  ])('$name', ({deal, timeZone, times}) => expect(timesOf(deal, timeZone)).toEqual(times))

  it('are kept apart by pipeline, beyond the first growth of the table', () => {
    const stages = new WonStages(zoneCalendar('UTC').dateOf)
    const won = aDeal({createdAt: null, closeDate: '2025-03-31', stageHistory: [lead, demo]})
    for (let row = 0; row < 2000; row++) stages.add(won, {row, pipeline: row % 2})
    expect([stages.size, stages.groupCount]).toEqual([4000, 4])
    expect(stages.rows.subarray(0, 4000)).toEqual(Uint32Array.from({length: 4000}, (_, entry) => entry >> 1))
    expect(new Set(stages.daysIn.subarray(0, 4000))).toEqual(new Set([10, 20]))
    expect([0, 1, 2].map(pipeline => stages.groupOf(pipeline, 'Lead') >= 0)).toEqual([true, true, false])
    expect([stages.groupOf(0, 'Proposal'), stages.groupOf(0, 'lead')]).toEqual([-1, -1])
  })
})
