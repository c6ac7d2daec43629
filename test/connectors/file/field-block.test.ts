import {describe, expect, it} from 'vitest'
import {blockOf} from '../../../src/connectors/file/field-block.js'

describe('a field', () => {
  it.each([
    ['', true],
    [' ', true],
    [' \t ', true],
    // What String.trim takes for white space, in two and three bytes.
    ['\u00a0', true],
    ['\u3000 \u00a0', true],
    ['!', false],
    ['~', false],
    ['Acme', false],
    [' Acme', false],
    ['\u00a0Acme', false],
    ['Ärger', false],
    ['東京', false],
    // Control characters are no white space.
    ['\u0001', false],
    ['\u007f', false],
  ])('%j is blank: %s', (text, isBlank) => {
    expect(blockOf([['before', text, 'after']]).isBlank(1)).toBe(isBlank)
  })
})
