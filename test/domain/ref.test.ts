import {describe, expect, it} from 'vitest'
import {didYouMean, resolveRef} from '../../src/domain/ref.js'

const items = [
  {id: 'aaaa1111-0000', name: 'weekly'},
  {id: 'aaaa2222-0000', name: 'EMEA monthly'},
  {id: 'bbbb3333-0000', name: 'aaaa1111'},
]
const about = {kind: 'scheduled review', listCommand: 'revsched list'}
const find = (ref: string) => resolveRef(items, ref, about)

describe('a ref', () => {
  it.each([
    ['a name', 'weekly', 'aaaa1111-0000'],
    ['a name with a space', 'EMEA monthly', 'aaaa2222-0000'],
    ['an id', 'aaaa2222-0000', 'aaaa2222-0000'],
    ['the start of an id', 'aaaa2', 'aaaa2222-0000'],
    ['the shortest start', 'bbbb', 'bbbb3333-0000'],
    ['a name before the start of an id', 'aaaa1111', 'bbbb3333-0000'],
  ])('is %s', (_, ref, id) => expect(find(ref).id).toBe(id))

  it.each([
    [
      'the start of two ids',
      'aaaa',
      'conflict',
      '"aaaa" is the start of 2 ids: aaaa1111-0000 (weekly), aaaa2222-0000 (EMEA monthly)',
      'give more of the id, or the name',
    ],
    [
      'a start that is too short',
      'bbb',
      'not-found',
      'there is no scheduled review called "bbb"',
      'revsched list shows them all',
    ],
    [
      'a mistyped name',
      'weekyl',
      'not-found',
      'there is no scheduled review called "weekyl"',
      'did you mean "weekly"?',
    ],
    [
      'a name in other case letters',
      'emea MONTHLY',
      'not-found',
      'there is no scheduled review called "emea MONTHLY"',
      'did you mean "EMEA monthly"?',
    ],
    ['nothing', '', 'not-found', 'there is no scheduled review called ""', 'revsched list shows them all'],
  ])('is not %s', (_, ref, code, message, hint) => {
    expect(() => find(ref)).toThrow(expect.objectContaining({code, message, hint}))
  })
})

describe('did you mean', () => {
  it.each([
    ['one letter of a short name', 'ad', ['add', 'list'], 'did you mean "add"?'],
    ['neighbours that changed places', 'lsit', ['add', 'list'], 'did you mean "list"?'],
    ['neighbours at the end', 'tets', ['test'], 'did you mean "test"?'],
    ['two slips in a short name', 'lost', ['add', 'fast'], null],
    ['the nearest first', 'wekly', ['weekly2', 'weekly'], 'did you mean "weekly" or "weekly2"?'],
    ['nothing alike', 'zzz', ['add', 'list'], null],
    ['no names', 'add', [], null],
  ])('%s', (_, given, names, expected) => expect(didYouMean(given, names)).toBe(expected))
})
