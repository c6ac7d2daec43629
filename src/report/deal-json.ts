import type {DealInPipeline} from '../domain/review/deal-in-pipeline.js'
import type {ReportInput} from './report-input.js'
import {runJson} from './run-json.js'

/** `{"run", "review", "deal"}`: the deal as a report has it, with what to do about each finding, what of it is waived, and what it weighs. */
export function dealDocument({run, analysis}: ReportInput, {deal, weight}: DealInPipeline) {
  const {asOf, timezone, score, dealsAnalyzed, rules, waivers} = analysis.summary
  const fixes = new Map(rules.map(({ruleId, fix}) => [ruleId, fix]))
  const findings = deal.findings.map(finding => ({...finding, fix: fixes.get(finding.ruleId) ?? null}))
  return {
    run: run && runJson(run),
    review: {asOf, timezone, score, dealsAnalyzed},
    deal: {...deal, findings, waivers: waivers.filter(({dealId}) => dealId === deal.id), weight},
  }
}

export function* dealJson(input: ReportInput, found: DealInPipeline): Iterable<string> {
  yield `${JSON.stringify(dealDocument(input, found))}\n`
}
