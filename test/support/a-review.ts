import type {Analysis} from '../../src/domain/review/analysis.js'
import {type Deal, dealFields} from '../../src/domain/review/deal.js'
import {PipelineReview, type PreviousReview} from '../../src/domain/review/pipeline-review.js'
import type {Ruleset} from '../../src/domain/rules/rule.js'
import {type RulesetFile, resolveRuleset} from '../../src/domain/rules/ruleset.js'

export type ReviewGiven = {
  previous?: PreviousReview | null
  /** Fields that the source does not have. */
  without?: readonly string[]
  refusals?: number
  asOf?: string
  timeZone?: string
  stageOrder?: readonly string[] | null
  /** Every recommended rule unless a case says otherwise. */
  rules?: RulesetFile
  /** Instead of `rules`. */
  ruleset?: Ruleset
  warnings?: readonly string[]
  filterText?: string
}

const recommended: RulesetFile = {extends: ['revsched:recommended']}

/** What a review of these deals finds, as of 1 April 2025. */
export function aReview(deals: readonly Deal[], given: ReviewGiven = {}): Analysis {
  const {previous = null, without = [], refusals = 0, warnings = []} = given
  const review = aPipelineReview(given)
  review.begin({fields: new Set(dealFields.filter(field => !without.includes(field)))})
  review.add(deals)
  const refusal = {row: 7, column: 'Amount', value: 'a lot', reason: 'not a number'}
  const report = {
    rowsRead: deals.length + refusals,
    bytesRead: 1000,
    refusedCount: refusals,
    refusals: Array.from({length: Math.min(refusals, 20)}, () => refusal),
    warnings,
  }
  return review.finish({label: 'file "emea"', report}, previous)
}

/** A review that has not read anything yet. */
export function aPipelineReview(given: ReviewGiven = {}): PipelineReview {
  const {asOf = '2025-04-01T12:00:00Z', timeZone = 'UTC', stageOrder = null, rules = recommended} = given
  const ruleset = given.ruleset ?? resolveRuleset('recommended', rules)
  const {filterText} = given
  const filtered = filterText === undefined ? {} : {filterText}
  return new PipelineReview({ruleset, asOf: new Date(asOf), timeZone, stageOrder, ...filtered})
}
