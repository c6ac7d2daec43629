import {describe, expect, it} from 'vitest'
import {paintFor, wantsColor} from '../../src/cli/paint.js'

describe('colours', () => {
  it.each<[string, Parameters<typeof wantsColor>, boolean]>([
    ['on a terminal', ['auto', {}, true], true],
    ['not in a pipe', ['auto', {}, false], false],
    ['not with NO_COLOR', ['auto', {NO_COLOR: '1'}, true], false],
    ['an empty NO_COLOR does not count', ['auto', {NO_COLOR: ''}, true], true],
    ['not on a dumb terminal', ['auto', {TERM: 'dumb'}, true], false],
    ['in a pipe with FORCE_COLOR', ['auto', {FORCE_COLOR: '1'}, false], true],
    ['on a dumb terminal with FORCE_COLOR', ['auto', {FORCE_COLOR: '1', TERM: 'dumb'}, true], true],
    ['FORCE_COLOR=0 forces nothing', ['auto', {FORCE_COLOR: '0'}, false], false],
    ['NO_COLOR before FORCE_COLOR', ['auto', {NO_COLOR: '1', FORCE_COLOR: '1'}, true], false],
    ['NO_COLOR before --color always', ['always', {NO_COLOR: '1'}, true], false],
    ['NO_COLOR before both', ['always', {NO_COLOR: '1', FORCE_COLOR: '1'}, true], false],
    ['--color always in a pipe', ['always', {}, false], true],
    ['--color always with an empty NO_COLOR', ['always', {NO_COLOR: ''}, false], true],
    ['--color always on a dumb terminal', ['always', {TERM: 'dumb'}, true], true],
    ['--color never before FORCE_COLOR', ['never', {FORCE_COLOR: '1'}, true], false],
  ])('%s', (_, given, expected) => expect(wantsColor(...given)).toBe(expected))

  it('are the text itself where they are not wanted', () => {
    expect(paintFor(false).red('x')).toBe('x')
    expect(paintFor(true).red('x')).toBe('\u001b[31mx\u001b[39m')
  })
})
