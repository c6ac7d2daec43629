import {describe, expect, it} from 'vitest'
import {leftToTry} from '../../src/delivery/email-state.js'

describe('whom the next attempt goes to', () => {
  const all = ['ann@acme.com', 'bob@acme.com', 'eve@acme.com']
  it.each([
    {name: 'the first one: all', accepted: [], refused: {}, left: all},
    {
      name: 'those without an answer',
      accepted: ['ANN@acme.com'],
      refused: {'bob@acme.com': '550'},
      left: ['eve@acme.com'],
    },
    {
      name: 'asked for again, after some were refused: those',
      accepted: ['ann@acme.com'],
      refused: {'bob@acme.com': '550', 'eve@acme.com': '550'},
      left: ['bob@acme.com', 'eve@acme.com'],
    },
    {name: 'asked for again, after all got it: all', accepted: all, refused: {}, left: all},
    {name: 'nobody who is no recipient any more', accepted: ['old@acme.com'], refused: {}, left: all},
  ])('$name', ({accepted, refused, left}) => {
    expect(leftToTry(all, {accepted, refused})).toEqual(left)
  })
})
