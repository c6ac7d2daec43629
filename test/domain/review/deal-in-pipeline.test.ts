import {describe, expect, it} from 'vitest'
import {dealInPipeline} from '../../../src/domain/review/deal-in-pipeline.js'
import {anAnalysis} from '../../support/an-analysis.js'

const deals = [
  {id: 'D-1', name: 'Acme renewal', amount: 60_000},
  {id: 'D-2', name: 'Acme pilot', stage: 'Offer', owner: 'Ann', amount: 20_000},
  {id: 'D-3', name: 'ACME PILOT', stage: null, owner: null},
  {id: 'D-4', name: null},
  {id: 'acme renewal', name: 'Other'},
  ...Array.from({length: 6}, (_, index) => ({id: `T-${index}`, name: 'Twin', stage: null, owner: null})),
]
const find = (ref: string) => dealInPipeline(anAnalysis({deals}), ref)

describe('one deal of a review', () => {
  it.each([
    ['its id', 'D-2', 'D-2'],
    ['an id that is the name of another', 'acme renewal', 'acme renewal'],
    ['its name', 'Acme renewal', 'D-1'],
    ['its name in other letters, with blanks around', ' ACME RENEWAL ', 'D-1'],
  ])('is found by %s', (_, ref, id) => expect(find(ref).deal.id).toBe(id))

  it('comes with what it weighs', () => {
    const {weight} = dealInPipeline(anAnalysis({deals: deals.slice(0, 2)}), 'D-1')
    expect(weight).toMatchObject({amount: 60_000, basis: 'own', byCount: 0.5, byAmount: expect.closeTo(0.75)})
  })

  it.each([
    [
      'several of a name',
      'acme pilot',
      'conflict',
      '2 open deals are called "acme pilot"',
      'give the id: D-2 (Offer, Ann), D-3',
    ],
    [
      'many of a name',
      'twin',
      'conflict',
      '6 open deals are called "twin"',
      'give the id: T-0, T-1, T-2, T-3, T-4 and 1 more',
    ],
    [
      'a part of names',
      'acme',
      'not-found',
      'no open deal of this review has the id or name "acme"',
      'did you mean "Acme renewal" or "Acme pilot" or "ACME PILOT"?',
    ],
    ['a slip', 'Acme renewl', 'not-found', 'no open deal', 'did you mean "Acme renewal"?'],
    ['nothing alike', 'Zyx', 'not-found', 'no open deal', 'a review holds the deals that were open'],
    ['a start of an id', 'D-', 'not-found', 'no open deal', 'a review holds the deals that were open'],
  ])('is asked for again with %s', (_, ref, code, message, hint) => {
    expect(() => find(ref)).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringContaining(message),
        hint: expect.stringContaining(hint),
      }),
    )
  })
})
