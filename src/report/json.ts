import type {ReviewedDeal} from '../domain/review/analysis.js'
import {bands} from '../domain/score/health-score.js'
import {deliveryJson} from './delivery-json.js'
import {firstOf} from './first-of.js'
import {inChunks} from './in-chunks.js'
import {dealsShown, type ReportInput} from './report-input.js'
import {runJson} from './run-json.js'

/** What JSON tells of a review; `findings` and `deals` are made while they are read, and can be read more than once. */
export function reportDocument({run, analysis, trends, baseline, allDeals, stored, delivered}: ReportInput) {
  const {format: _, band, checks, ...summary} = analysis.summary
  return {
    run: run && runJson(run),
    ...(stored && {rescored: {stored}}),
    ...(delivered && {deliveries: delivered.deliveries.map(deliveryJson)}),
    review: {
      ...summary,
      band,
      bands,
      checks,
      trends,
      ...(baseline && {baseline}),
      findings: readAgain(() => findingsOf(analysis.deals())),
      deals: readAgain(() => (allDeals ? analysis.deals() : firstOf(analysis.deals(), dealsShown))),
    },
  }
}

/** `{"run", "review"}` as DESIGN section 8 names it, written piece by piece: a million deals are never one string. */
export function* jsonReport(input: ReportInput): Iterable<string> {
  const {review, ...others} = reportDocument(input)
  const {findings, deals, ...summary} = review
  yield `${JSON.stringify(others).slice(0, -1)},"review":${JSON.stringify(summary).slice(0, -1)},"findings":[`
  yield* inChunks(listed(findings))
  yield '],"deals":['
  yield* inChunks(listed(deals))
  yield ']}}\n'
}

/** A deal a line, the worst first. */
export function* dealLines(input: ReportInput): Iterable<string> {
  yield* inChunks(ended(reportDocument(input).review.deals))
}

function readAgain<Item>(items: () => Iterable<Item>): Iterable<Item> {
  return {[Symbol.iterator]: () => items()[Symbol.iterator]()}
}

function* findingsOf(deals: Iterable<ReviewedDeal>) {
  for (const {id, findings} of deals) {
    for (const {ruleId, severity, message, pointsLost, isNew, reviews, since} of findings)
      yield {ruleId, severity, dealId: id, message, pointsLost, isNew, reviews, since}
  }
}

/** Elements of an array. */
function* listed(values: Iterable<unknown>): Iterable<string> {
  let separator = ''
  for (const value of values) {
    yield separator + JSON.stringify(value)
    separator = ','
  }
}

function* ended(values: Iterable<unknown>): Iterable<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`
}
