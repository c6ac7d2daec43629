import {execFileSync} from 'node:child_process'
import {describe, expect, it} from 'vitest'
import {shellWord} from '../../src/domain/shell-word.js'

describe('a name as a word of a shell', () => {
  it.each([
    ['weekly', 'weekly'],
    ['emea.2026_q4-b', 'emea.2026_q4-b'],
    ['weekly@latest', 'weekly@latest'],
    ['@latest', '"@latest"'],
    ['EMEA weekly', '"EMEA weekly"'],
    ['Ōsaka', '"Ōsaka"'],
    ['a"b', `'a"b'`],
    ['$HOME `id`', "'$HOME `id`'"],
    ["it's $5", "'it'\\''s $5'"],
  ])('%s', (name, word) => {
    expect(shellWord(name)).toBe(word)
    expect(execFileSync('sh', ['-c', `printf %s ${word}`], {encoding: 'utf8'})).toBe(name)
  })
})
