import type {Analysis} from '../../src/domain/review/analysis.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'
import {PipelineReview, type PreviousReview} from '../../src/domain/review/pipeline-review.js'
import {resolveRuleset} from '../../src/domain/rules/ruleset.js'

type Given = {
  previous?: PreviousReview | null
  /** Fields that the source does not have. */
  without?: readonly string[]
  refusals?: number
  asOf?: string
}

/** What a review of these deals finds with every recommended rule, as of 1 April 2025. */
export function aReview(deals: readonly Deal[], given: Given = {}): Analysis {
  const {previous = null, without = [], refusals = 0, asOf = '2025-04-01T12:00:00Z'} = given
  const review = new PipelineReview({
    ruleset: resolveRuleset('recommended', {extends: ['revsched:recommended']}),
    asOf: new Date(asOf),
    timeZone: 'UTC',
    stageOrder: null,
  })
  review.begin({fields: new Set(dealFields.filter(field => !without.includes(field)))})
  review.add(deals)
  const refusal = {row: 7, column: 'Amount', value: 'a lot', reason: 'not a number'}
  const report = {
    rowsRead: deals.length + refusals,
    bytesRead: 1000,
    refusedCount: refusals,
    refusals: Array.from({length: Math.min(refusals, 20)}, () => refusal),
    warnings: [],
  }
  return review.finish({label: 'file "emea"', report}, previous)
}
