import {describe, expect, it} from 'vitest'
import {filesOfReview, reportFileName} from '../../src/delivery/report-file-name.js'

const runId = '1f0c2a44-5d1e-4c55-9d4e-0a1b2c3d4e5f'
const file = (reviewName: string, changes: Partial<Parameters<typeof reportFileName>[0]> = {}) =>
  reportFileName({
    reviewName,
    runId,
    at: new Date('2026-11-16T09:00:59Z'),
    extension: 'html',
    isSample: false,
    ...changes,
  })
const end = '-2026-11-16T0900Z-1f0c2a44.html'

describe('the name of a file', () => {
  it.each([
    ['weekly', 'weekly'],
    ['weekly-emea', 'weekly-emea'],
    ['EMEA weekly', 'EMEA_weekly'],
    ['Überblick', 'Überblick'],
    ['U\u0308berblick', 'Überblick'],
    ['日本', '日本'],
    ['con', 'con'],
    ['a'.repeat(100), 'a'.repeat(100)],
  ])('tells the review: %s', (name, start) => expect(file(name)).toBe(start + end))

  it.each([
    ['a separator', 'EMEA/weekly', 'EMEA_weekly'],
    ['a way up', '../../etc/passwd', '_etc_passwd'],
    ['dots alone', '..', '_'],
    ['a backslash', 'a\\b', 'a_b'],
    ['a drive', 'C:weekly', 'C_weekly'],
    ['a hidden file', '.weekly', '_weekly'],
    ['an underscore, which is a space elsewhere', 'Q4_2026', 'Q4_2026'],
    ['two spaces', 'a  b', 'a_b'],
    ['control characters', 'a\u0000\u001b[31m\nb', 'a_31m_b'],
    ['text from right to left', 'a\u202eb', 'a_b'],
    ['what a shell takes for its own', '$(id)*?"\'`|<>&;', '_id_'],
    ['emoji', '🚀', '_'],
    ['more than 120 bytes', '日'.repeat(100), '日'.repeat(40)],
  ])('holds a hash for %s', (_, name, start) =>
    expect(file(name)).toMatch(new RegExp(`^${start}~[0-9a-f]{8}${end}$`)),
  )

  it('is another for each review', () => {
    const names = ['a b', 'a_b', 'a  b', 'a.b', 'a/b', 'a-b', 'A b', '日'.repeat(99), '日'.repeat(100)]
    expect(new Set(names.map(name => file(name))).size).toBe(names.length)
  })

  it('never takes more than 255 bytes', () => {
    for (const character of ['a', 'ü', '日', '🚀', '𠀀'])
      expect(Buffer.byteLength(file(character.repeat(100)))).toBeLessThan(200)
  })

  it('of a sample says so', () =>
    expect(file('weekly', {isSample: true})).toBe('weekly-2026-11-16T0900Z-sample.html'))
})

describe('the files of a review', () => {
  it('are those of its name and format, the newest first', () => {
    const old = file('weekly', {at: new Date('2025-12-31T23:59:00Z')})
    const others = [
      file('weekly-emea'),
      file('weekly', {extension: 'csv'}),
      file('weekly', {isSample: true}),
      `${file('weekly')}.bak`,
      `x${file('weekly')}`,
      'weekly.html',
      'weekly-2026.html',
      '.revsched-1f0c2a44.tmp',
    ]
    const names = [old, ...others, file('weekly')]
    expect(filesOfReview(names, {reviewName: 'weekly', extension: 'html'})).toEqual([file('weekly'), old])
  })

  it('are known in the form in which a Mac gives them', () => {
    const names = [file('Überblick').normalize('NFD')]
    expect(filesOfReview(names, {reviewName: 'Überblick', extension: 'html'})).toEqual(names)
  })
})
