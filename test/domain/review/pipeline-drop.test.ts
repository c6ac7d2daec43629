import {expect, it} from 'vitest'
import {pipelineDropText} from '../../../src/domain/review/pipeline-drop.js'
import {aDeal} from '../../support/a-deal.js'
import {aPreviousReview} from '../../support/a-previous-review.js'
import {aReview} from '../../support/a-review.js'

const look = 'look whether a filter, a right or the export has changed'

it.each([
  [250, 0, `no open deals now, 250 at the last review: ${look}`],
  [250, 124, `124 open deals now, 250 at the last review: ${look}`],
  [250, 125, null],
  [250, 400, null],
  [10, 1, `1 open deal now, 10 at the last review: ${look}`],
  [10, 4, `4 open deals now, 10 at the last review: ${look}`],
  [10, 5, null],
  [9, 0, null],
  [0, 0, null],
])('%d open deals, then %d', (before, now, text) => {
  expect(pipelineDropText(before, now)).toBe(text)
})

it('stands first among what a review tells of its source', () => {
  const deals = Array.from({length: 10}, (_, number) => aDeal({id: `${number}`}))
  const given = {previous: aPreviousReview(deals), warnings: ['of the source']}
  const {warnings} = aReview([], given).summary.source
  expect(warnings).toEqual([`no open deals now, 10 at the last review: ${look}`, 'of the source'])
})

it('is expected where the filter has changed', () => {
  const deals = Array.from({length: 10}, (_, number) => aDeal({id: `${number}`}))
  const {warnings} = aReview([], {previous: aPreviousReview(deals), filterText: 'stage Won'}).summary.source
  expect(warnings).toEqual([])
})
