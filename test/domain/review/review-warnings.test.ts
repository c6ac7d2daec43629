import {describe, expect, it} from 'vitest'
import {aDeal, type DealText} from '../../support/a-deal.js'
import {aReview} from '../../support/a-review.js'

describe('warnings', () => {
  const mixed = 'amounts in EUR, USD are added as they stand; map a converted column to amount'

  it.each<{name: string; deals: DealText[]; warnings: string[]}>([
    {name: 'one currency', deals: [{id: 'a'}, {id: 'b'}], warnings: []},
    {name: 'two', deals: [{id: 'a', currency: 'USD'}, {id: 'b'}], warnings: [mixed]},
    {name: 'one and none', deals: [{id: 'a', currency: null}, {id: 'b'}], warnings: []},
    {name: 'none', deals: [{id: 'a', currency: null}], warnings: []},
    {
      name: 'another one of a closed deal',
      deals: [{id: 'a', currency: 'USD', outcome: 'won'}, {id: 'b'}],
      warnings: [],
    },
    {
      name: 'another one in an earlier row',
      deals: [{id: 'a', currency: 'USD'}, {id: 'a'}],
      warnings: ['1 row repeats the id of an earlier one; the last of each counts'],
    },
  ])('on $name are $warnings', ({deals, warnings}) => {
    expect(aReview(deals.map(aDeal)).summary.source.warnings).toEqual(warnings)
  })

  it('follow those of the source, whose report is kept', () => {
    const {source} = aReview([aDeal({currency: 'USD'}), aDeal({id: 'b'})], {
      refusals: 25,
      warnings: ['w'],
    }).summary
    expect(source).toMatchObject({label: 'file "emea"', rowsRead: 27, refusedCount: 25, duplicateIds: 0})
    expect(source.refusals).toHaveLength(20)
    expect(source.warnings).toEqual(['w', mixed])
  })
})
