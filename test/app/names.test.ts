import {describe, expect, it} from 'vitest'
import {checkedName} from '../../src/app/names.js'

describe('names', () => {
  it.each([
    'weekly',
    'Weekly EMEA',
    'Q4_2026.a-b',
    'Überblick',
    '日本',
    'a'.repeat(100),
    '🚀'.repeat(100),
    'latest one',
    'a-b',
    'a"b',
  ])('accept "%s"', name => {
    expect(checkedName('connection', name)).toBe(name)
  })

  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    [' a', 'starts or ends with a space'],
    ['a'.repeat(101), 'is longer than 100 characters'],
    ['a\u001b[31m', 'holds control or invisible characters'],
    ['a\nb', 'holds control or invisible characters'],
    ['a\u202eb', 'holds control or invisible characters'],
    ['\u00a0a', 'starts or ends with a space'],
    ['a\u200bb', 'holds control or invisible characters'],
    ['a\u2028b', 'holds control or invisible characters'],
    ['a\ud800', 'holds control or invisible characters'],
    ['🚀'.repeat(101), 'is longer than 100 characters'],
    ['--rm', 'starts with "-"'],
    ['a@latest', 'holds "@"'],
    ['latest', 'means the newest run'],
  ])('refuse "%s": it %s', (name, problem) => {
    expect(() => checkedName('connection', name)).toThrow(problem)
  })

  it('print what was refused without its control characters', () => {
    expect(() => checkedName('connection', 'a\u001bb')).toThrow(
      '"a\\u{1b}b" cannot be the name of a connection',
    )
  })
})
