import {describe, expect, it} from 'vitest'
import {occurrencesOf} from '../../../src/domain/schedule/occurrences.js'
import {zoneCalendar} from '../../../src/domain/schedule/zone-calendar.js'

const newYear = new Date('2027-01-01T12:00:00Z')
const halfHourMs = 1_800_000
/** Clocks change between 22:00 and 04:00, by half an hour at least. */
const hours = [0, 1, 2, 3, 4, 22, 23]

/** Where each date's written time belongs: the first of two, or the end of the gap. */
function promised(timeZone: string, msOfDay: number, count: number): Date[] {
  const {dateOf, instantOf} = zoneCalendar(timeZone)
  const yesterday = dateOf(newYear.getTime()) - 1
  return Array.from({length: count + 3}, (_, day) => new Date(instantOf(yesterday + day, msOfDay)))
    .filter(at => at > newYear)
    .slice(0, count)
}

describe('a written time runs once on every date of 2027', () => {
  it.each([
    'Africa/Cairo',
    'Africa/Casablanca',
    'America/Havana',
    'America/New_York',
    'America/Nuuk',
    'America/Santiago',
    'America/St_Johns',
    'Antarctica/Troll',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Atlantic/Azores',
    'Australia/Lord_Howe',
    'Europe/Dublin',
    'Pacific/Chatham',
  ])('%s', timeZone => {
    for (const hour of hours) {
      const runs = occurrencesOf(`15 ${hour} * * *`, timeZone).list(newYear, 365)
      expect(runs, `at ${hour}:15`).toEqual(promised(timeZone, (hour * 60 + 15) * 60_000, 365))
    }
  })
})

describe('a pattern with a step runs at every tick of the real clock of 2027', () => {
  it.each(['America/Nuuk', 'Australia/Lord_Howe'])('%s', timeZone => {
    const ticks = Array.from({length: 365 * 48}, (_, tick) => newYear.getTime() + (tick + 1) * halfHourMs)
    const runs = occurrencesOf('*/30 * * * *', timeZone).list(newYear, ticks.length)
    expect(runs.map(at => at.getTime())).toEqual(ticks)
  })
})
