import {describe, expect, it} from 'vitest'
import {parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {changesOnly, pushesIn} from '../../../src/domain/review/deal-history.js'

const history = (...dates: string[]) =>
  dates.map((date, day) => ({closeDate: parseCalendarDate(date), at: new Date(day * 86_400_000)}))

describe('pushes', () => {
  it.each<{name: string; dates: string[]; pushes: number}>([
    {name: 'none where it never moved', dates: ['2025-03-31'], pushes: 0},
    {name: 'none within a month', dates: ['2025-03-01', '2025-03-31'], pushes: 0},
    {name: 'one by a day into the next month', dates: ['2025-03-31', '2025-04-01'], pushes: 1},
    {name: 'one into the same month of the next year', dates: ['2025-03-31', '2026-03-31'], pushes: 1},
    {name: 'none back', dates: ['2025-04-01', '2025-03-31'], pushes: 0},
    {
      name: 'both of two, with one back between',
      dates: ['2025-03-31', '2025-05-01', '2025-03-31', '2025-06-01'],
      pushes: 2,
    },
    {name: 'none from or to an empty date', dates: ['', '2025-03-31', '', '2025-06-01'], pushes: 0},
  ])('are $name', ({dates, pushes}) => expect(pushesIn(history(...dates))).toBe(pushes))
})

it('tells changes from oldest to newest, each since it first was so', () => {
  const at = (day: number, stage: string) => ({stage, at: new Date(day * 86_400_000)})
  const entries = [at(5, 'Demo'), at(3, 'Lead'), at(1, 'Lead'), at(4, 'Demo'), at(6, 'Lead')]
  const changes = changesOnly(entries, (a, b) => a.stage === b.stage)
  expect(changes).toEqual([at(1, 'Lead'), at(4, 'Demo'), at(6, 'Lead')])
})
