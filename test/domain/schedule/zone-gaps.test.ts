import {describe, expect, it} from 'vitest'
import {dateCrossingGaps} from '../../../src/domain/schedule/zone-gaps.js'

/** `end of the gap: first skipped label - midnight`. */
function gaps(zone: string, from: string, to: string): string[] {
  const label = (ms: number) => new Date(ms).toISOString().slice(0, 16)
  return dateCrossingGaps(zone, Date.parse(from), Date.parse(to)).map(
    ({endMs, firstLabelMs, midnightLabelMs}) =>
      `${new Date(endMs).toISOString()}: ${label(firstLabelMs)} - ${label(midnightLabelMs)}`,
  )
}

const nuuk2027 = '2027-03-28T01:00:00.000Z: 2027-03-27T23:00 - 2027-03-28T00:00'

describe('gaps that begin on one date and end on the next', () => {
  it.each([
    [
      'Nuuk, every spring',
      'America/Nuuk',
      '2027-01-01',
      '2029-01-01',
      [nuuk2027, '2028-03-26T01:00:00.000Z: 2028-03-25T23:00 - 2028-03-26T00:00'],
    ],
    [
      'half an hour in Pyongyang, 2018',
      'Asia/Pyongyang',
      '2018-01-01',
      '2019-01-01',
      ['2018-05-04T15:00:00.000Z: 2018-05-04T23:30 - 2018-05-05T00:00'],
    ],
    [
      'a whole date in Samoa, 2011',
      'Pacific/Apia',
      '2011-12-01',
      '2012-02-01',
      ['2011-12-30T10:00:00.000Z: 2011-12-30T00:00 - 2011-12-31T00:00'],
    ],
    [
      'from half past eleven to half past midnight in Toronto, 1919',
      'America/Toronto',
      '1919-01-01',
      '1919-07-01',
      ['1919-03-31T04:30:00.000Z: 1919-03-30T23:30 - 1919-03-31T00:00'],
    ],
  ])('%s', (_, zone, from, to, expected) => expect(gaps(zone, from, to)).toEqual(expected))

  it.each([
    ['a zone without changes', 'Asia/Tokyo'],
    ['a gap in the small hours', 'America/New_York'],
    ['a gap from midnight on', 'Africa/Cairo'],
    ['a gap of half an hour by day', 'Australia/Lord_Howe'],
    ['a gap of two hours', 'Antarctica/Troll'],
    ['clocks that go back across midnight', 'America/Santiago'],
  ])('none: %s', (_, zone) => expect(gaps(zone, '2027-01-01', '2028-01-01')).toEqual([]))
})

describe('the span asked for', () => {
  it.each([
    ['ends just before the gap does', '2027-03-27T00:00:00Z', '2027-03-28T00:59:59.999Z', []],
    ['ends with the gap', '2027-03-27T00:00:00Z', '2027-03-28T01:00:00Z', [nuuk2027]],
    ['begins just before the end of the gap', '2027-03-28T00:59:59.999Z', '2027-03-29T00:00:00Z', [nuuk2027]],
    ['begins with the end of the gap', '2027-03-28T01:00:00Z', '2027-03-29T00:00:00Z', []],
    ['is empty', '2027-03-28T01:00:00Z', '2027-03-28T01:00:00Z', []],
    ['is an instant long', '2027-03-28T00:59:59.999Z', '2027-03-28T01:00:00Z', [nuuk2027]],
    ['runs backwards', '2027-03-29T00:00:00Z', '2027-03-27T00:00:00Z', []],
  ])('%s', (_, from, to, expected) => expect(gaps('America/Nuuk', from, to)).toEqual(expected))
})
