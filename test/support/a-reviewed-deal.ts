import type {ReviewedDeal, ReviewedFinding} from '../../src/domain/review/analysis.js'

type FindingDraft = Pick<ReviewedFinding, 'ruleId' | 'severity' | 'message'> & Partial<ReviewedFinding>

/** What a case says of a deal; the rest is that of an ordinary deal without findings. */
export type DealDraft = Partial<Omit<ReviewedDeal, 'findings'>> & {findings?: readonly FindingDraft[]}

/** A deal of a finished review; a finding is known from the last one and costs nothing unless a case says otherwise. */
export function aReviewedDeal({findings = [], ...changes}: DealDraft = {}): ReviewedDeal {
  const amount = changes.amount === undefined ? ordinary.amount : changes.amount
  return {
    ...ordinary,
    amount,
    lastKnownAmount: amount,
    ...changes,
    findings: findings.map(finding => ({
      pointsLost: 0,
      isNew: false,
      reviews: 1,
      since: '2025-04-01',
      ...finding,
    })),
  }
}

const ordinary = {
  id: 'd1',
  name: 'Northwind platform',
  account: 'Northwind',
  owner: 'Ada',
  pipeline: null,
  stage: 'Proposal',
  amount: 10_000,
  currency: 'EUR',
  probability: 0.3,
  forecastCategory: 'pipeline',
  closeDate: '2025-06-30',
  url: null,
  health: 100,
  risk: 'none',
  pointsLost: 0,
  unchangedReviews: 0,
  unchangedSince: '2025-04-01',
} as const satisfies Partial<ReviewedDeal>
