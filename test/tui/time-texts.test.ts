import {expect, it} from 'vitest'
import {agoText, clockText, spanText, whenText} from '../../src/tui/time-texts.js'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

it.each([
  [-5, '0:00'],
  [0, '0:00'],
  [999, '0:00'],
  [second, '0:01'],
  [59 * second, '0:59'],
  [minute, '1:00'],
  [hour - 1, '59:59'],
  [hour, '1:00:00'],
  [day - 1, '23:59:59'],
  [day, '1d 0h'],
  [40 * day + 5.9 * hour, '40d 5h'],
])('%d ms are counted as %s', (ms, text) => expect(spanText(ms)).toBe(text))

it.each([
  [-minute, 'just now'],
  [minute - 1, 'just now'],
  [minute, '1m ago'],
  [hour - 1, '59m ago'],
  [hour, '1h ago'],
  [day - 1, '23h ago'],
  [day, '1d ago'],
])('%d ms ago was %s', (ms, text) => {
  const now = new Date('2026-11-16T09:00:00Z')
  expect(agoText(new Date(now.getTime() - ms), now)).toBe(text)
})

it('shows the time of its zone, also across a change of the offset', () => {
  const shown = (time: string) => [clockText, whenText].map(text => text(new Date(time), 'Europe/Berlin'))
  expect([shown('2026-10-25T00:59:59Z'), shown('2026-10-25T01:00:00Z')]).toEqual([
    ['02:59:59', 'Sun 25 Oct 02:59'],
    ['02:00:00', 'Sun 25 Oct 02:00'],
  ])
})
