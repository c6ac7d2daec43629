import {describe, expect, it} from 'vitest'
import * as z from 'zod/mini'
import {callKey, duration, durationText, filePath, instant, wholeNumber} from '../../src/cli/inputs.js'

describe('whole numbers', () => {
  const count = wholeNumber('--count', 1, 50)

  it.each([
    ['1', 1],
    ['50', 50],
    ['007', 7],
  ])('reads %s', (text, expected) => expect(z.parse(count, text)).toBe(expected))

  it.each(['0', '51', '-1', '1.5', '1e1', '', ' 5', 'five', 'NaN'])(
    'refuses "%s", naming it and the range',
    text => {
      expect(() => z.parse(count, text)).toThrow(
        `"${text}" is not a valid --count: it takes a whole number from 1 to 50`,
      )
    },
  )
})

describe('paths', () => {
  const output = filePath('--output', 'review.html')

  it.each(['a', '.', ' a ', '../a b.html'])('reads "%s" as it is', text =>
    expect(z.parse(output, text)).toBe(text),
  )

  it.each(['', ' ', '\t'])('refuses "%s", which would be the folder', text => {
    expect(() => z.parse(output, text)).toThrow(
      `"${text}" is not a valid --output: it takes the path of a file`,
    )
  })
})

describe('keys of a call', () => {
  const key = callKey('--key', 'weekly-2026-11-16')

  it('reads one as it is', () => expect(z.parse(key, 'a b')).toBe('a b'))

  it.each(['', ' '])('refuses "%s", which all calls would have in common', text => {
    expect(() => z.parse(key, text)).toThrow(
      `"${text}" is not a valid --key: it takes a text that is another one for each call`,
    )
  })
})

describe('instants', () => {
  const asOf = instant('--as-of')

  it.each([
    ['2026-11-16', '2026-11-16T00:00:00.000Z', true],
    ['2024-02-29', '2024-02-29T00:00:00.000Z', true],
    ['2026-11-16T09:30Z', '2026-11-16T09:30:00.000Z', false],
    ['2026-11-16T09:30:15.250+02:00', '2026-11-16T07:30:15.250Z', false],
  ])('reads %s', (text, at, isDate) => {
    const parsed = z.parse(asOf, text)
    expect([parsed.at.toISOString(), parsed.date !== null]).toEqual([at, isDate])
  })

  it.each([
    '2026-02-30',
    '2026-13-01',
    '2026-02-30T10:00Z',
    '16.11.2026',
    'yesterday',
    '2026-11-16T09:30',
    '2026-11-16T25:00Z',
    '',
  ])('refuses "%s"', text => expect(() => z.parse(asOf, text)).toThrow(`"${text}" is not a valid --as-of`))
})

describe('durations', () => {
  const window = duration('--catch-up-window', 0, 86_400_000)

  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['10m', 600_000],
    ['12h', 43_200_000],
    ['1d', 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(z.parse(window, text)).toBe(ms)
  })

  it.each(['2d', '10', 'm', '-5m', '1.5h', '10 m', ''])('refuses "%s"', text => {
    expect(() => z.parse(window, text)).toThrow(
      `"${text}" is not a valid --catch-up-window: it takes a duration from 0s to 1d`,
    )
  })

  it.each([
    [0, '0s'],
    [1000, '1s'],
    [60_000, '1m'],
    [90_000, '90s'],
    [43_200_000, '12h'],
    [86_400_000, '1d'],
  ])('writes %i ms as %s', (ms, text) => expect(durationText(ms)).toBe(text))
})

describe('a value that is refused comes with one that is not', () => {
  it.each([
    ['--limit', wholeNumber('--limit', 1, 500), '--limit 10'],
    ['a limit below ten', wholeNumber('--max-retries', 0, 5), '--max-retries 5'],
    ['a limit above ten', wholeNumber('--older-than', 30, 500), '--older-than 30'],
    ['a duration', duration('--timeout', 1000, 86_400_000), '--timeout 10m'],
    ['a short one', duration('--splay', 0, 60_000), '--splay 1m'],
    ['a long one', duration('--window', 3_600_000, 86_400_000), '--window 1h'],
    ['an instant', instant('--since'), '--since 2026-11-16'],
  ])('%s', (_, schema, example) => {
    const refused = expect.objectContaining({code: 'usage', hint: `for example: ${example}`})
    expect(() => z.parse<z.ZodMiniType>(schema, 'x')).toThrow(refused)
    expect(() => z.parse<z.ZodMiniType>(schema, example.split(' ')[1])).not.toThrow()
  })
})
