import {describe, expect, it} from 'vitest'
import {relativeTime} from '../../src/report/relative-time.js'

const now = new Date('2026-11-16T12:00:00Z')
const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

describe('a time in relation to now', () => {
  it.each([
    ['this very moment', 0, 'just now'],
    ['a moment ago', -minute + 1, 'just now'],
    ['a moment from now', 1, 'in under 1m'],
    ['almost a minute from now', minute - 1, 'in under 1m'],
    ['exactly a minute from now', minute, 'in 1m'],
    ['exactly a minute ago', -minute, '1m ago'],
    ['almost an hour', hour - 1, 'in 59m'],
    ['an hour', hour, 'in 1h'],
    ['hours and minutes', 2 * hour + 5 * minute, 'in 2h 5m'],
    ['a day: minutes are too fine', day + 5 * minute, 'in 1d'],
    ['days and hours', 3 * day + 4 * hour + 59 * minute, 'in 3d 4h'],
    ['long ago', -400 * day, '400d ago'],
  ])('%s', (_, difference, text) => {
    expect(relativeTime(new Date(now.getTime() + difference), now)).toBe(text)
  })
})
