import {contributionOf, portfolioLoss} from '../score/health-score.js'
import type {Scoring} from '../score/scoring.js'
import type {PortfolioFinding} from './analysis.js'

type Charged = {score: number | null; findings: readonly PortfolioFinding[]}

/**
 * What is left of a score behind the findings about the pipeline as a whole, and what each of them cost: of what the deals left, each
 * as many hundredths as it has points, 20 together at most. Nothing where the rule file does not have them cost points.
 */
export function chargedPortfolio(
  left: number | null,
  findings: readonly PortfolioFinding[],
  {points, portfolio}: Scoring,
): Charged {
  if (!portfolio) return {score: left, findings}
  const sum = findings.reduce((total, {severity}) => total + points[severity], 0)
  const lost = portfolioLoss(left ?? 0, sum)
  return {
    score: left === null ? null : left - lost,
    findings: findings.map(finding => ({
      ...finding,
      pointsLost: contributionOf(points[finding.severity], {pointsLost: lost, points: sum}),
    })),
  }
}
