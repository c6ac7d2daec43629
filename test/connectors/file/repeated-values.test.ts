import fc from 'fast-check'
import {describe, expect, it} from 'vitest'
import {blockOf} from '../../../src/connectors/file/field-block.js'
import {RepeatedValues} from '../../../src/connectors/file/repeated-values.js'

function readAll(texts: readonly string[]): (string | null)[] {
  const repeated = new RepeatedValues(trimmed)
  const block = blockOf(texts.map(text => [text]))
  return texts.map((_, field) => repeated.read(block, field))
}

const trimmed = (text: string) => text.trim() || null

describe('RepeatedValues', () => {
  it.each<{name: string; texts: string[]}>([
    {name: 'one letter', texts: ['a', 'b', 'a']},
    {name: 'two letters, in either order', texts: ['ab', 'ba', 'ab']},
    {name: 'three letters that differ in the middle', texts: ['abc', 'adc', 'abc']},
    {name: 'four letters', texts: ['abcd', 'abce', 'bbcd']},
    {
      name: 'letters that differ between the ends',
      texts: ['Abcd efgh Ijkl', 'Abcd EFGH Ijkl', 'Abcd efgH Ijkl'],
    },
    {name: 'the start of another', texts: ['Proposal', 'Proposal sent', 'Prop']},
    {name: 'white space around it', texts: [' Won ', 'Won', '\tWon', '\u00a0Won\u00a0']},
    {name: 'white space only, and nothing', texts: ['', ' ', '\t\t', '\u00a0', '']},
    {name: 'letters of several bytes', texts: ['Müller', 'Möller', 'Müller', '🚀', 'é', 'ü']},
    {name: 'as long as is kept, and longer', texts: ['x'.repeat(48), 'x'.repeat(49), `${'x'.repeat(48)}y`]},
  ])('reads $name', ({texts}) => {
    const all = [...texts, ...texts]
    expect(readAll(all)).toEqual(all.map(trimmed))
  })

  it.each([
    {name: 'as many as are kept', different: 8192},
    {name: 'one more', different: 8193},
    {name: 'never the same', different: 30_000},
  ])('reads many texts, $name', ({different}) => {
    const texts = Array.from({length: 30_000}, (_, index) => `Account ${index % different}`)
    expect(readAll(texts)).toEqual(texts)
  })

  it('reads each text once while it is kept', () => {
    const made: string[] = []
    const repeated = new RepeatedValues(text => made.push(text))
    const block = blockOf(['Won', 'Lost', 'Won', 'x'.repeat(48), 'x'.repeat(48)].map(text => [text]))
    for (let field = 0; field < 5; field++) repeated.read(block, field)
    expect(made).toEqual(['Won', 'Lost', 'x'.repeat(48)])
  })

  it.each([127, 128, 129, 5000])('reads each of %i texts once while it grows', different => {
    let made = 0
    const repeated = new RepeatedValues(text => {
      made++
      return text
    })
    const texts = Array.from({length: different}, (_, index) => `Account ${index}`)
    const block = blockOf([...texts, ...texts].map(text => [text]))
    for (let field = 0; field < 2 * different; field++) repeated.read(block, field)
    expect(made).toBe(different)
  })

  it('reads any texts as they are', () =>
    fc.assert(
      fc.property(fc.array(fc.string({unit: fc.constantFrom('a', 'b', 'é', ' '), maxLength: 9})), texts => {
        expect(readAll([...texts, ...texts])).toEqual([...texts, ...texts].map(trimmed))
      }),
    ))
})
