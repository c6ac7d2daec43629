import type {ReviewedDeal} from '../domain/review/analysis.js'
import {bands} from '../domain/score/health-score.js'
import {dealsShown, type ReportInput} from './report-input.js'
import {runJson} from './run-json.js'

/** `{"run", "review"}` as DESIGN section 8 names it, written piece by piece: a million deals are never one string. */
export function* jsonReport({run, analysis, allDeals}: ReportInput): Iterable<string> {
  const {format: _, band, checks, ...summary} = analysis.summary
  const review = {...summary, band, bands, checks}
  yield `{"run":${JSON.stringify(run && runJson(run))},"review":${JSON.stringify(review).slice(0, -1)},"findings":[`
  yield* listed(findingsOf(analysis.deals()))
  yield '],"deals":['
  yield* listed(allDeals ? analysis.deals() : firstOf(analysis.deals(), dealsShown))
  yield ']}}\n'
}

function* findingsOf(deals: Iterable<ReviewedDeal>) {
  for (const {id, findings} of deals) {
    for (const {ruleId, severity, message, pointsLost, isNew} of findings)
      yield {ruleId, severity, dealId: id, message, pointsLost, isNew}
  }
}

export function* firstOf<Item>(items: Iterable<Item>, count: number): Iterable<Item> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}

/** Elements of an array, in chunks of about 64 kB. */
function* listed(values: Iterable<unknown>): Iterable<string> {
  let text = ''
  let separator = ''
  for (const value of values) {
    text += separator + JSON.stringify(value)
    separator = ','
    if (text.length < 65_536) continue
    yield text
    text = ''
  }
  yield text
}
