import {describe, expect, it} from 'vitest'
import {didYouMean, resolveRef} from '../../src/domain/ref.js'

const items = [
  {id: '0197aaaa-1111-7000', name: 'weekly'},
  {id: '0197aaaa-2222-7000', name: 'weekly emea'},
  {id: '0197bbbb-3333-7000', name: '0197aaaa-1111-7000'},
  {id: '0198cccc-4444-7000', name: '0197bbbb'},
]
const words = {kind: 'scheduled review', listCommand: 'revsched list'}
const resolve = (ref: string) => resolveRef(items, ref, words)

describe('a ref', () => {
  it.each([
    {name: 'a name', ref: 'weekly', at: 0},
    {name: 'a name that starts like another', ref: 'weekly emea', at: 1},
    {name: 'an id', ref: '0197aaaa-2222-7000', at: 1},
    {name: 'a name that is the id of another, which the name wins', ref: '0197aaaa-1111-7000', at: 2},
    {name: 'a name that is the start of another id', ref: '0197bbbb', at: 3},
    {name: 'the start of one id', ref: '0197bbbb-', at: 2},
    {name: 'four characters, the shortest start', ref: '0198', at: 3},
    {name: 'all but the last character of an id', ref: '0197aaaa-2222-700', at: 1},
  ])('may be $name', ({ref, at}) => expect(resolve(ref)).toBe(items[at]))

  it('may be the whole of a short id', () => {
    const short = {id: 'u1', name: 'ann'}
    expect(resolveRef([short], 'u1', words)).toBe(short)
  })

  it.each([
    {name: 'the end of an id', ref: '4444-7000'},
    {name: 'the start of a name', ref: 'week'},
    {name: 'more than an id', ref: '0198cccc-4444-7000-1'},
    {name: 'nothing at all', ref: ''},
  ])('is not found: $name', ({ref}) => {
    expect(() => resolve(ref)).toThrow(
      expect.objectContaining({code: 'not-found', message: `there is no scheduled review called "${ref}"`}),
    )
  })

  it.each([
    {
      name: 'one character',
      ref: '0',
      ids: ['0197aaaa-1111', '0197aaaa-2222', '0197bbbb-3333', '0198cccc-4444'],
    },
    {name: 'three', ref: '019', ids: ['0197aaaa-1111', '0197aaaa-2222', '0197bbbb-3333', '0198cccc-4444']},
  ])('that is the start of an id, but only $name, is told to be too short', ({ref, ids}) => {
    expect(() => resolve(ref)).toThrow(
      expect.objectContaining({
        code: 'not-found',
        message: `there is no scheduled review called "${ref}", and a start of an id needs at least 4 characters`,
        hint: expect.stringMatching(new RegExp(`^give more of the id: ${ids.join(' \\(.*\\), ')} \\(`)),
      }),
    )
  })

  it('that is short and the start of no id is only not there', () => {
    expect(() => resolve('018')).toThrow(
      expect.objectContaining({message: 'there is no scheduled review called "018"'}),
    )
  })

  it('of three characters that is a name is that name', () => {
    const named = {id: '0197dddd', name: '019'}
    expect(resolveRef([...items, named], '019', words)).toBe(named)
  })

  it.each([
    {ref: 'weekli', hint: 'did you mean "weekly"?'},
    {ref: 'Weekly', hint: 'did you mean "weekly"?'},
    {ref: 'weekyl', hint: 'did you mean "weekly"?'},
    {ref: 'WEEKLY emea', hint: 'did you mean "weekly emea"?'},
    {ref: 'quarterly', hint: 'revsched list shows them all'},
    {ref: '', hint: 'revsched list shows them all'},
  ])('"$ref" that is not found comes with a hint: $hint', ({ref, hint}) => {
    expect(() => resolve(ref)).toThrow(expect.objectContaining({hint}))
  })

  it('that starts several ids is refused with the candidates', () => {
    expect(() => resolve('0197aaaa')).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: '"0197aaaa" is the start of 2 ids: 0197aaaa-1111 (weekly), 0197aaaa-2222 (weekly emea)',
        hint: 'give more of the id, or the name',
      }),
    )
  })

  it('that starts many ids names five of them', () => {
    const many = Array.from({length: 8}, (_, index) => ({id: `abcd${index}`, name: `n${index}`}))
    const message = '"abcd" is the start of 8 ids: abcd0 (n0), abcd1 (n1), abcd2 (n2), abcd3 (n3), abcd4 (n4)'
    expect(() => resolveRef(many, 'abcd', words)).toThrow(expect.objectContaining({message}))
  })

  it('finds nothing among nothing', () => {
    expect(() => resolveRef([], 'weekly', words)).toThrow(
      expect.objectContaining({code: 'not-found', hint: 'revsched list shows them all'}),
    )
  })
})

describe('did you mean', () => {
  it.each([
    {name: 'the same in another case', given: 'WEEKLY', names: ['weekly'], answer: '"weekly"'},
    {name: 'one letter of two wrong', given: 'ab', names: ['ac'], answer: '"ac"'},
    {name: 'one letter more', given: 'ab', names: ['a'], answer: '"a"'},
    {name: 'neighbours that changed places', given: 'lsit', names: ['add', 'list'], answer: '"list"'},
    {name: 'neighbours at the end', given: 'tets', names: ['test'], answer: '"test"'},
    {name: 'both letters that changed places', given: 'ba', names: ['ab'], answer: '"ab"'},
    {name: 'a third of six letters', given: 'abcdef', names: ['abcdxy'], answer: '"abcdxy"'},
    {name: 'a third of the longer one', given: 'abcdef', names: ['abcdefghi'], answer: '"abcdefghi"'},
    {name: 'the nearest first', given: 'abcdef', names: ['abcdxy', 'abcdex'], answer: '"abcdex" or "abcdxy"'},
    {
      name: 'at most three, equally near ones as they come',
      given: 'abcdef',
      names: ['abcde1', 'abcde2', 'abcde3', 'abcde4'],
      answer: '"abcde1" or "abcde2" or "abcde3"',
    },
  ])('$name', ({given, names, answer}) => expect(didYouMean(given, names)).toBe(`did you mean ${answer}?`))

  it.each([
    {name: 'two letters of three', given: 'abc', names: ['axy']},
    {name: 'two letters of four', given: 'lost', names: ['add', 'fast']},
    {name: 'two letters of five', given: 'abcde', names: ['abcxy']},
    {name: 'more than a third of six', given: 'abcdef', names: ['abcxyz']},
    {name: 'the only letter', given: 'a', names: ['b']},
    {name: 'nothing given', given: '', names: ['a']},
    {name: 'nothing to mean', given: 'abc', names: []},
  ])('is not asked for $name', ({given, names}) => expect(didYouMean(given, names)).toBeNull())
})
