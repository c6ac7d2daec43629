import {describe, expect, it} from 'vitest'
import {formatCalendarDate} from '../../../src/domain/review/calendar-date.js'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

type Settings = Record<string, unknown>

const column = (values: readonly string[], header = 'Close Date') =>
  `id;${header}\n${values.map((value, index) => `${index};${value}\n`).join('')}`

async function closeDates(values: readonly string[], settings: Settings = {}) {
  const {deals, report} = await readFile(column(values), {settings: {delimiter: ';', ...settings}})
  const dates = deals.map(({closeDate}) => closeDate && formatCalendarDate(closeDate))
  return {dates, warnings: report.warnings.filter(warning => warning.includes('dates'))}
}

describe('the order of day and month is recognised from all values of a column', () => {
  it.each<[string, string[], string[]]>([
    ['a first number above 12', ['03/04/2026', '13/04/2026'], ['2026-04-03', '2026-04-13']],
    [
      'a first number of 12',
      ['03/04/2026', '12/04/2026', '04/13/2026'],
      ['2026-03-04', '2026-12-04', '2026-04-13'],
    ],
    ['a second number above 12', ['03/04/2026', '04/13/2026'], ['2026-03-04', '2026-04-13']],
    ['evidence before', ['25/12/2026', '03/04/2026'], ['2026-12-25', '2026-04-03']],
    ['with points', ['03.04.2026', '13.04.2026'], ['2026-04-03', '2026-04-13']],
    ['with hyphens', ['03-04-2026', '13-04-2026'], ['2026-04-03', '2026-04-13']],
    ['years of two digits', ['03/04/26', '04/13/26'], ['2026-03-04', '2026-04-13']],
    ['with times', ['03/04/2026 10:00', '13/04/2026 23:59'], ['2026-04-03', '2026-04-13']],
    [
      'named months tell nothing',
      ['13-Apr-2026', '03/04/2026', '04/13/2026'],
      ['2026-04-13', '2026-03-04', '2026-04-13'],
    ],
    ['year first needs no evidence', ['2026-03-04', '2026/04/03'], ['2026-03-04', '2026-04-03']],
  ])('%s', async (_, values, dates) => expect(await closeDates(values)).toEqual({dates, warnings: []}))

  it('for each column on its own', async () => {
    const {deals, report} = await readFile(
      'id,close_date,created_at\n1,03/04/2026,03/04/2026\n2,25/04/2026,03/25/2026\n',
    )
    expect(formatCalendarDate(deals[0]!.closeDate!)).toBe('2026-04-03')
    expect(deals[0]!.createdAt).toEqual(new Date('2026-03-04T00:00:00Z'))
    expect(report.warnings.filter(warning => warning.includes('dates'))).toEqual([])
  })

  it('what fits neither order of its column is refused', async () => {
    const values = [...Array.from({length: 30}, () => '25/12/2026'), '12/25/2026']
    const {deals, report} = await readFile(column(values))
    expect(deals).toHaveLength(30)
    expect(report.refusals).toMatchObject([{row: 32, column: 'Close Date', value: '12/25/2026'}])
  })
})

describe('a column that fits both orders', () => {
  it.each<[string, string[], string, string]>([
    [
      'with slashes: month first',
      ['03/04/2026', '12/11/2026'],
      '2026-03-04',
      'dates in "Close Date" are read month first, every one fits both; to change it: --date-format "Close Date=dmy"',
    ],
    [
      'with points: day first',
      ['03.04.2026', '12.11.2026'],
      '2026-04-03',
      'dates in "Close Date" are read day first, every one fits both; to change it: --date-format "Close Date=mdy"',
    ],
  ])('%s, with a warning', async (_, values, first, warning) => {
    const {dates, warnings} = await closeDates(values)
    expect(dates[0]).toBe(first)
    expect(warnings).toEqual([warning])
    const {columns} = await testFile(column(values))
    expect(columns.map(({ambiguity}) => ambiguity)).toEqual([null, warning])
  })

  it.each<[string, Settings, string]>([
    ['by its name', {'Close Date': 'dmy'}, '2026-04-03'],
    ['for all columns', {'*': 'dmy'}, '2026-04-03'],
    ['its name goes before all', {'*': 'dmy', 'Close Date': 'mdy'}, '2026-03-04'],
    ['the choice confirmed', {'Close Date': 'mdy'}, '2026-03-04'],
  ])('settled %s, without a warning', async (_, dateFormats, date) =>
    expect(await closeDates(['03/04/2026'], {dateFormats})).toEqual({dates: [date], warnings: []}),
  )

  it.each<[string, Settings, string[], string | null]>([
    ['by its name', {'Close Date': 'ymd'}, ['03/04/2026'], 'read month first'],
    ['for all columns', {'*': 'ymd'}, ['2026-03-04', '03.04.2026'], 'read day first'],
    ['where the values tell', {'Close Date': 'ymd'}, ['03/04/2026', '13/04/2026'], null],
    ['where it is true', {'Close Date': 'ymd'}, ['2026-03-04'], null],
  ])('year first, %s, settles nothing', async (_, dateFormats, values, warning) =>
    expect((await closeDates(values, {dateFormats})).warnings).toEqual(
      warning ? [expect.stringContaining(warning)] : [],
    ),
  )

  it('a setting that the values contradict refuses them', async () =>
    expect(
      (await refusalOf(readFile(column(['25/12/2026']), {settings: {dateFormats: {'Close Date': 'mdy'}}})))
        .message,
    ).toContain('value "25/12/2026"'))

  it('an order that is not one', async () =>
    expect(
      (await refusalOf(readFile(column(['25/12/2026']), {settings: {dateFormats: {'Close Date': 'ddmm'}}})))
        .code,
    ).toBe('usage'))

  it('no warning where no value has an order', async () =>
    expect((await closeDates(['2026-03-04', '', '5 March 2026'])).warnings).toEqual([]))
})

describe('date-times', () => {
  it.each<[string, string, string, string]>([
    ['a date is midnight of the zone', '2026-11-16', 'Europe/Stockholm', '2026-11-15T23:00:00.000Z'],
    ['a date in summer', '2026-07-01', 'Europe/Stockholm', '2026-06-30T22:00:00.000Z'],
    [
      'a time without an offset is of the zone',
      '2026-11-16 10:00',
      'America/New_York',
      '2026-11-16T15:00:00.000Z',
    ],
    ['Z', '2026-11-16T10:00:00Z', 'America/New_York', '2026-11-16T10:00:00.000Z'],
    ['UTC', '2026-11-16 10:00:00 UTC', 'America/New_York', '2026-11-16T10:00:00.000Z'],
    ['an offset', '2026-11-16T10:00:00+05:30', 'America/New_York', '2026-11-16T04:30:00.000Z'],
    ['an offset west', '2026-11-16T10:00:00-0800', 'UTC', '2026-11-16T18:00:00.000Z'],
    ['the largest offset', '2026-11-16T10:00:00+14:00', 'UTC', '2026-11-15T20:00:00.000Z'],
    ['an offset of hours', '2026-11-16T10:00:00+02', 'UTC', '2026-11-16T08:00:00.000Z'],
    ['milliseconds', '2026-11-16T10:00:00.123Z', 'UTC', '2026-11-16T10:00:00.123Z'],
    ['microseconds', '2026-11-16T10:00:00.123999Z', 'UTC', '2026-11-16T10:00:00.123Z'],
    ['twelve hours', '11/16/2026 8:55 PM', 'UTC', '2026-11-16T20:55:00.000Z'],
    ['noon', '11/16/2026 12:00 PM', 'UTC', '2026-11-16T12:00:00.000Z'],
    ['midnight', '11/16/2026 12:00 AM', 'UTC', '2026-11-16T00:00:00.000Z'],
    ['milliseconds since 1970', '1794826800000', 'Asia/Tokyo', '2026-11-16T11:00:00.000Z'],
    [
      'an hour that the spring gap skips: its end',
      '2026-03-29 02:30',
      'Europe/Stockholm',
      '2026-03-29T01:00:00.000Z',
    ],
    [
      'an hour that comes twice: the first',
      '2026-10-25 02:30',
      'Europe/Stockholm',
      '2026-10-25T00:30:00.000Z',
    ],
  ])('%s', async (_, value, timeZone, instant) => {
    const {deals} = await readFile(`id;created_at\n1;${value}\n`, {timeZone})
    expect(deals[0]!.createdAt).toEqual(new Date(instant))
  })

  it.each<[string, string, string, string]>([
    ['a date is that day everywhere', '2026-11-16', 'Pacific/Kiritimati', '2026-11-16'],
    ['a time without an offset as well', '2026-11-16 23:59', 'Pacific/Pago_Pago', '2026-11-16'],
    ['an instant is a day of the zone, east', '2026-11-16T23:30:00Z', 'Europe/Stockholm', '2026-11-17'],
    ['an instant is a day of the zone, west', '2026-11-16T00:30:00Z', 'America/New_York', '2026-11-15'],
    ['milliseconds since 1970', '1794868200000', 'Asia/Tokyo', '2026-11-17'],
  ])('a close date: %s', async (_, value, timeZone, date) => {
    const {deals} = await readFile(`id;close_date\n1;${value}\n`, {timeZone})
    expect(formatCalendarDate(deals[0]!.closeDate!)).toBe(date)
  })

  it.each([
    ['an hour 24', '2026-11-16 24:00'],
    ['a minute 60', '2026-11-16 10:60'],
    ['a second 60', '2026-11-16 10:00:60'],
    ['13 PM', '2026-11-16 13:00 PM'],
    ['0 AM', '2026-11-16 0:30 AM'],
    ['text behind it', '2026-11-16 10:00 or so'],
    ['29 February of no leap year', '2027-02-29'],
    ['month 13', '2026-13-01'],
    ['a name that is no month', '5 Foo 2026'],
    ['a name that begins like a month', '5 Mayor 2026'],
    ['one that stands first', 'Marble 5, 2026'],
    ['a month cut off', '5 Janu 2026'],
    ['an offset of 99 hours', '2026-11-16T10:00:00+99:99'],
    ['an offset of 15 hours', '2026-11-16T10:00:00+15:00'],
    ['an offset of 60 minutes', '2026-11-16T10:00:00-05:60'],
  ])('%s is refused', async (_, value) =>
    expect((await refusalOf(readFile(`id;created_at\n1;${value}\n`))).message).toContain(`value "${value}"`),
  )
})
