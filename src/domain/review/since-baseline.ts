import {RevschedError} from '../errors.js'
import type {Severity} from '../rules/severity.js'
import type {Analysis, ReviewedDeal, ReviewSummary, RuleOutcome} from './analysis.js'
import {rulesWithNews} from './comparable-score.js'
import {KnownFindings} from './known-findings.js'

/** A review told by what another run, its baseline, had found before: the same rule of the same deal. */
export type Baseline = {
  runId: string
  asOf: string
  /** What the baseline had found, too, is left out. */
  onlyNew: boolean
  /** Of single deals; together the review's `issuesFound`. What a rule finds that did not run then is neither new nor known. */
  findingsNew: number
  findingsKnown: number
  findingsNotJudgedThen: number
  newBySeverity: Record<Severity, number>
  /** About the pipeline as a whole; known where the baseline has one of the same rule. */
  portfolioNew: number
  portfolioKnown: number
  portfolioNotJudgedThen: number
  /** Titles of the rules that found something and did not run then. */
  rulesNotRunThen: string[]
}

type Run = {id: string; reviewName: string; scheduledReviewId: string | null}

/** Deals of another source have other ids: all findings would be new. A review is compared with itself or with one of the same source. */
export function refuseOtherDeals(
  baseline: {run: Run; label: string},
  now: {scheduledReviewId: string | null; label: string},
): void {
  const {run, label} = baseline
  const isSameReview = run.scheduledReviewId !== null && run.scheduledReviewId === now.scheduledReviewId
  if (isSameReview || label === now.label) return
  throw new RevschedError(
    'conflict',
    `run ${run.id.slice(0, 8)} of "${run.reviewName}" is no baseline for this review: it read ${label}, not ${now.label}`,
    {hint: 'take a run of the same review or connection; revsched history lists them'},
  )
}

/**
 * The review as it is shown against a baseline: findings are marked as new or not, and with `onlyNew` all others are left out, from rules
 * and the pipeline as a whole as well. Score, totals, and health and points of deals stay those of the whole.
 */
export function sinceBaseline(
  analysis: Analysis,
  baseline: {runId: string; analysis: Analysis},
  {onlyNew}: {onlyNew: boolean},
): {analysis: Analysis; baseline: Baseline} {
  const then = baseline.analysis.summary
  const before = {known: new KnownFindings(baseline.analysis), ran: rulesWithNews(then)}
  const {summary} = analysis
  const deals = () => markedDeals(analysis.deals(), before, {onlyNew})
  const counts = newCounts(markedDeals(analysis.deals(), before, {onlyNew: false}))
  const inPortfolio = new Set(then.portfolio.map(({ruleId}) => ruleId))
  const others = summary.portfolio.filter(({ruleId}) => !inPortfolio.has(ruleId))
  const portfolio = others.filter(({ruleId}) => before.ran.has(ruleId))
  const rules = summary.rules.map(rule => onlyNewOf(rule, counts, portfolio))
  const findingsNew = Object.values(counts.bySeverity).reduce((sum, count) => sum + count, 0)
  return {
    analysis: onlyNew ? {summary: {...summary, rules, portfolio}, deals, whole: analysis} : {summary, deals},
    baseline: {
      runId: baseline.runId,
      asOf: then.asOf,
      onlyNew,
      findingsNew,
      findingsKnown: summary.issuesFound - findingsNew - counts.notJudgedThen,
      findingsNotJudgedThen: counts.notJudgedThen,
      newBySeverity: counts.bySeverity,
      portfolioNew: portfolio.length,
      portfolioKnown: summary.portfolio.length - others.length,
      portfolioNotJudgedThen: others.length - portfolio.length,
      rulesNotRunThen: summary.rules
        .filter(({ruleId, violated}) => violated > 0 && !before.ran.has(ruleId))
        .map(({title}) => title),
    },
  }
}

type Before = {known: KnownFindings; ran: ReadonlySet<string>}

function* markedDeals(
  deals: Iterable<ReviewedDeal>,
  {known, ran}: Before,
  {onlyNew}: {onlyNew: boolean},
): Generator<ReviewedDeal> {
  for (const deal of deals) {
    const row = known.rowOf(deal.id)
    const findings = deal.findings.map(finding => {
      const isKnown = known.has(row, finding.ruleId)
      return {...finding, isNew: isKnown || ran.has(finding.ruleId) ? !isKnown : null}
    })
    if (!onlyNew) yield {...deal, findings}
    else if (findings.some(({isNew}) => isNew)) yield onlyNewIn(deal, findings)
  }
}

function onlyNewIn(deal: ReviewedDeal, marked: ReviewedDeal['findings']): ReviewedDeal {
  const findings = marked.filter(({isNew}) => isNew)
  const left = marked.filter(({isNew}) => !isNew)
  if (left.length === 0) return {...deal, findings}
  const pointsLost = left.reduce((sum, finding) => sum + finding.pointsLost, 0)
  return {...deal, findings, leftOut: {findings: left.length, pointsLost}}
}

type NewCounts = {
  bySeverity: Record<Severity, number>
  byRule: Map<string, {violated: number; pointsLost: number}>
  notJudgedThen: number
}

function newCounts(deals: Iterable<ReviewedDeal>): NewCounts {
  const bySeverity = {critical: 0, high: 0, medium: 0, low: 0, info: 0}
  const byRule: NewCounts['byRule'] = new Map()
  let notJudgedThen = 0
  for (const {findings} of deals) {
    for (const {ruleId, severity, pointsLost, isNew} of findings) {
      if (isNew === null) notJudgedThen++
      if (!isNew) continue
      bySeverity[severity]++
      const sum = byRule.get(ruleId) ?? {violated: 0, pointsLost: 0}
      byRule.set(ruleId, sum)
      sum.violated++
      sum.pointsLost += pointsLost
    }
  }
  return {bySeverity, byRule, notJudgedThen}
}

/** A rule about the pipeline as a whole has no findings of deals to count. */
function onlyNewOf(
  rule: RuleOutcome,
  {byRule}: NewCounts,
  portfolio: ReviewSummary['portfolio'],
): RuleOutcome {
  if (portfolio.some(({ruleId}) => ruleId === rule.ruleId)) return rule
  return {...rule, ...(byRule.get(rule.ruleId) ?? {violated: 0, pointsLost: 0})}
}
