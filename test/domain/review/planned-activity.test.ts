import {expect, it} from 'vitest'
import {plannedAt} from '../../../src/domain/review/planned-activity.js'

it.each([
  ['yesterday at 23:59', '2026-11-25T23:59:59.999Z', 'UTC', false],
  ['today at 0:00', '2026-11-26T00:00:00Z', 'UTC', true],
  ['earlier today', '2026-11-26T08:59:59Z', 'UTC', true],
  ['this instant', '2026-11-26T09:00:00Z', 'UTC', true],
  ['later today', '2026-11-26T17:00:00Z', 'UTC', true],
  ['tomorrow', '2026-11-27T00:00:00Z', 'UTC', true],
  ['yesterday at 23:59, today in UTC', '2026-11-26T04:59:59.999Z', 'America/New_York', false],
  ['today at 0:00 west of UTC', '2026-11-26T05:00:00Z', 'America/New_York', true],
  ['yesterday at 23:59, east of UTC', '2026-11-25T14:59:59.999Z', 'Asia/Tokyo', false],
  ['today at 0:00, yesterday in UTC', '2026-11-25T15:00:00Z', 'Asia/Tokyo', true],
  // UTC-11: it is yesterday there until 11:00 UTC.
  ['a day that ends two hours after the review', '2026-11-25T11:00:00Z', 'Pacific/Pago_Pago', true],
  ['a millisecond before that day', '2026-11-25T10:59:59.999Z', 'Pacific/Pago_Pago', false],
])('an activity of %s (%s, %s) is planned: %s', (_, activity, timeZone, is) => {
  expect(plannedAt(new Date('2026-11-26T09:00:00Z'), timeZone)(new Date(activity))).toBe(is)
})

it.each([
  ['before', '2026-09-06T03:59:59.999Z', false],
  ['from', '2026-09-06T04:00:00Z', true],
])('an activity %s 1:00 of a day without a midnight', (_, activity, is) => {
  expect(plannedAt(new Date('2026-09-06T12:00:00Z'), 'America/Santiago')(new Date(activity))).toBe(is)
})
