import type {ReviewedDeal} from '../domain/review/analysis.js'
import {bands} from '../domain/score/health-score.js'
import {deliveryJson} from './delivery-json.js'
import {firstOf} from './first-of.js'
import {inChunks} from './in-chunks.js'
import {dealsShown, type ReportInput} from './report-input.js'
import {runJson} from './run-json.js'

/** `{"run", "review"}` as DESIGN section 8 names it, written piece by piece: a million deals are never one string. */
export function* jsonReport(input: ReportInput): Iterable<string> {
  const {run, analysis, trends, baseline, allDeals, stored, delivered} = input
  const {format: _, band, checks, ...summary} = analysis.summary
  const review = {...summary, band, bands, checks, trends, ...(baseline && {baseline})}
  const rescored = stored ? `"rescored":${JSON.stringify({stored})},` : ''
  const sent = delivered ? `"deliveries":${JSON.stringify(delivered.deliveries.map(deliveryJson))},` : ''
  yield `{"run":${JSON.stringify(run && runJson(run))},${rescored}${sent}"review":${JSON.stringify(review).slice(0, -1)},"findings":[`
  yield* inChunks(listed(findingsOf(analysis.deals())))
  yield '],"deals":['
  yield* inChunks(listed(allDeals ? analysis.deals() : firstOf(analysis.deals(), dealsShown)))
  yield ']}}\n'
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
