import {describe, expect, it} from 'vitest'
import {coloredPaint, wantsColor} from '../../src/cli/paint.js'
import {plainPaint} from '../../src/report/paint.js'

const terminal = {isTTY: true}
const pipe = {}

describe('colours', () => {
  it.each<[string, Parameters<typeof wantsColor>, boolean]>([
    ['on a terminal', ['auto', {}, terminal], true],
    ['not in a pipe', ['auto', {}, pipe], false],
    ['not with NO_COLOR', ['auto', {NO_COLOR: '1'}, terminal], false],
    ['an empty NO_COLOR does not count', ['auto', {NO_COLOR: ''}, terminal], true],
    ['not on a dumb terminal', ['auto', {TERM: 'dumb'}, terminal], false],
    ['in a pipe with FORCE_COLOR', ['auto', {FORCE_COLOR: '1'}, pipe], true],
    ['on a dumb terminal with FORCE_COLOR', ['auto', {FORCE_COLOR: '1', TERM: 'dumb'}, terminal], true],
    ['FORCE_COLOR=0 forces nothing', ['auto', {FORCE_COLOR: '0'}, pipe], false],
    ['NO_COLOR before FORCE_COLOR', ['auto', {NO_COLOR: '1', FORCE_COLOR: '1'}, terminal], false],
    ['NO_COLOR before --color always', ['always', {NO_COLOR: '1'}, terminal], false],
    ['NO_COLOR before both', ['always', {NO_COLOR: '1', FORCE_COLOR: '1'}, terminal], false],
    ['--color always in a pipe', ['always', {}, pipe], true],
    ['--color always with an empty NO_COLOR', ['always', {NO_COLOR: ''}, pipe], true],
    ['--color always on a dumb terminal', ['always', {TERM: 'dumb'}, terminal], true],
    ['--color never before FORCE_COLOR', ['never', {FORCE_COLOR: '1'}, terminal], false],
  ])('%s', (_, given, expected) => expect(wantsColor(...given)).toBe(expected))

  it('are the text itself where they are not wanted', () => {
    expect(plainPaint.red('x')).toBe('x')
    expect(coloredPaint.red('x')).toBe('\u001b[31mx\u001b[39m')
  })
})
