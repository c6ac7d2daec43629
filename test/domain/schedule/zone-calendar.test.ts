import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {formatCalendarDate, parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {zoneCalendar} from '../../../src/domain/schedule/zone-calendar.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

describe('offsetAt', () => {
  it.each([
    ['no offset', 'UTC', '2027-01-01T00:00:00Z', 0],
    ['winter', 'Europe/Berlin', '2027-01-01T00:00:00Z', 60],
    ['summer', 'Europe/Berlin', '2027-07-01T00:00:00Z', 120],
    ['the last second before a change', 'Europe/Berlin', '2027-03-28T00:59:59Z', 60],
    ['the last millisecond before a change', 'Europe/Berlin', '2027-03-28T00:59:59.999Z', 60],
    ['the change itself', 'Europe/Berlin', '2027-03-28T01:00:00Z', 120],
    ['the change back', 'Europe/Berlin', '2027-10-31T01:00:00Z', 60],
    ['the millisecond before a change at midnight UTC', 'Africa/Casablanca', '2008-05-31T23:59:59.999Z', 0],
    ['a change at midnight UTC', 'Africa/Casablanca', '2008-06-01T00:00:00Z', 60],
    ['negative', 'America/New_York', '2027-01-01T00:00:00Z', -300],
    ['half an hour, negative', 'America/St_Johns', '2027-01-01T00:00:00Z', -210],
    ['three quarters', 'Asia/Kathmandu', '2027-01-01T00:00:00Z', 345],
    ['half an hour of summer time', 'Australia/Lord_Howe', '2027-01-01T00:00:00Z', 660],
    ['two hours of summer time', 'Antarctica/Troll', '2027-07-01T00:00:00Z', 120],
    ['the most ahead', 'Pacific/Kiritimati', '2027-01-01T00:00:00Z', 840],
    ['the most behind', 'Pacific/Pago_Pago', '2027-01-01T00:00:00Z', -660],
    ['winter time that is the exception', 'Africa/Casablanca', '2027-02-15T12:00:00Z', 0],
    ['before 1970', 'Europe/London', '1969-12-31T23:59:59.999Z', 60],
  ])('%s: %s at %s', (_, zone, at, minutes) => {
    expect(zoneCalendar(zone).offsetAt(Date.parse(at))).toBe(minutes * minuteMs)
  })

  it('counts the seconds of local mean time', () => {
    expect(zoneCalendar('Europe/Paris').offsetAt(Date.parse('1880-01-01T00:00:00Z'))).toBe(561_000)
  })
})

describe('dateOf', () => {
  it.each([
    ['just before midnight', 'America/New_York', '2027-03-15T03:59:59.999Z', '2027-03-14'],
    ['midnight', 'America/New_York', '2027-03-15T04:00:00Z', '2027-03-15'],
    ['the next date already', 'Pacific/Kiritimati', '2026-12-31T10:00:00Z', '2027-01-01'],
    ['the date before still', 'Pacific/Pago_Pago', '2027-01-01T10:59:59Z', '2026-12-31'],
    ['a leap day', 'Asia/Tokyo', '2028-02-28T15:00:00Z', '2028-02-29'],
    ['before 1970', 'UTC', '1969-12-31T23:59:59.999Z', '1969-12-31'],
    ['the last moment of 29 December 2011 in Samoa', 'Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['the next one, a date later than usual', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
  ])('%s: %s at %s', (_, zone, at, date) => {
    expect(formatCalendarDate(zoneCalendar(zone).dateOf(Date.parse(at)))).toBe(date)
  })
})

describe('instantOf', () => {
  it.each([
    ['an ordinary time', 'America/New_York', '2027-03-13', '02:30', '2027-03-13T07:30:00.000Z'],
    ['just before a gap', 'America/New_York', '2027-03-14', '01:59', '2027-03-14T06:59:00.000Z'],
    [
      'the first label of a gap: its end',
      'America/New_York',
      '2027-03-14',
      '02:00',
      '2027-03-14T07:00:00.000Z',
    ],
    [
      'the last label of a gap: its end',
      'America/New_York',
      '2027-03-14',
      '02:59',
      '2027-03-14T07:00:00.000Z',
    ],
    ['just after a gap', 'America/New_York', '2027-03-14', '03:00', '2027-03-14T07:00:00.000Z'],
    ['just before an overlap', 'America/New_York', '2027-11-07', '00:59', '2027-11-07T04:59:00.000Z'],
    ['a repeated time: the first', 'America/New_York', '2027-11-07', '01:00', '2027-11-07T05:00:00.000Z'],
    [
      'a repeated time: the first, to its end',
      'America/New_York',
      '2027-11-07',
      '01:59',
      '2027-11-07T05:59:00.000Z',
    ],
    ['just after an overlap', 'America/New_York', '2027-11-07', '02:00', '2027-11-07T07:00:00.000Z'],
    ['a skipped midnight', 'Africa/Cairo', '2027-04-30', '00:00', '2027-04-29T22:00:00.000Z'],
    ['a gap that ends on the next date', 'America/Nuuk', '2027-03-27', '23:30', '2027-03-28T01:00:00.000Z'],
    ['a gap of half an hour', 'Australia/Lord_Howe', '2027-10-03', '02:15', '2027-10-02T15:30:00.000Z'],
    ['an overlap of half an hour', 'Australia/Lord_Howe', '2027-04-04', '01:45', '2027-04-03T14:45:00.000Z'],
    ['an overlap of two hours', 'Antarctica/Troll', '2027-10-31', '01:30', '2027-10-30T23:30:00.000Z'],
    ['an overlap before midnight', 'America/Santiago', '2027-04-03', '23:30', '2027-04-04T02:30:00.000Z'],
    ['a date that was skipped', 'Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T10:00:00.000Z'],
    ['the date before it', 'Pacific/Apia', '2011-12-29', '23:59', '2011-12-30T09:59:00.000Z'],
    ['the date after it', 'Pacific/Apia', '2011-12-31', '00:00', '2011-12-30T10:00:00.000Z'],
    [
      'a date that was lived twice: the first',
      'Pacific/Kwajalein',
      '1969-09-30',
      '12:00',
      '1969-09-30T01:00:00.000Z',
    ],
  ])('%s: %s %s %s', (_, zone, date, time, expected) => {
    const [hours, minutes] = time.split(':').map(Number) as [number, number]
    const at = zoneCalendar(zone).instantOf(parseCalendarDate(date)!, hours * hourMs + minutes * minuteMs)
    expect(new Date(at).toISOString()).toBe(expected)
  })
})

const zone = fc.constantFrom(
  'UTC',
  'America/New_York',
  'America/St_Johns',
  'America/Nuuk',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Antarctica/Troll',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
)
const instant = fc.date({min: new Date('1970-01-01'), max: new Date('2037-12-31'), noInvalidDate: true})

describe('properties', () => {
  const seed = 20_261_123
  const dayMs = 24 * hourMs

  it('the label that clocks show at an instant is that instant again, or the first of the two with that label', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const {offsetAt, dateOf, instantOf} = zoneCalendar(timeZone)
        const wall = at.getTime() + offsetAt(at.getTime())
        const back = instantOf(dateOf(at.getTime()), wall - dateOf(at.getTime()) * dayMs)
        expect(back).toBeLessThanOrEqual(at.getTime())
        expect(back + offsetAt(back)).toBe(wall)
      }),
      {seed, numRuns: 1000},
    )
  })

  it('the clocks show the same as Intl', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, at) => {
        const local = new Date(at.getTime() + zoneCalendar(timeZone).offsetAt(at.getTime()))
        const shown = new Intl.DateTimeFormat('sv', {
          timeZone,
          dateStyle: 'short',
          timeStyle: 'medium',
        }).format(at)
        expect(local.toISOString().slice(0, 19).replace('T', ' ')).toBe(shown)
      }),
      {seed, numRuns: 500},
    )
  })
})

describe('what is kept', () => {
  it('serves the same calendar for the same zone', () => {
    expect(zoneCalendar('Europe/Rome')).toBe(zoneCalendar('Europe/Rome'))
  })

  it('answers the same after more zones than are kept', () => {
    const before = zoneCalendar('Europe/Berlin').offsetAt(Date.parse('2027-07-01T00:00:00Z'))
    for (const timeZone of Intl.supportedValuesOf('timeZone').slice(0, 60)) zoneCalendar(timeZone).offsetAt(0)
    expect(zoneCalendar('Europe/Berlin').offsetAt(Date.parse('2027-07-01T00:00:00Z'))).toBe(before)
  })

  it('answers the same when a day with a change is asked twice', () => {
    const {offsetAt} = zoneCalendar('America/New_York')
    const change = Date.parse('2027-03-14T07:00:00Z')
    expect([change - 1, change, change - 1, change].map(offsetAt)).toEqual(
      [-5, -4, -5, -4].map(hours => hours * hourMs),
    )
  })
})
