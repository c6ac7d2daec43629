import type {Refusal} from '../ports/deal-source.js'
import type {Coverage} from '../rules/rule.js'
import type {Severity} from '../rules/severity.js'
import type {Scoring} from '../score/scoring.js'
import type {ForecastCategory} from './deal.js'
import type {FilledField} from './filled-fields.js'
import type {OwnerEmails} from './owner-emails.js'
import type {StageAge} from './stage-ages.js'
import type {Waterfall} from './waterfall.js'

/** Display bands of the health score: green from 80, yellow from 60, red below. */
export type Band = 'green' | 'yellow' | 'red'

export type RiskLevel = 'high' | 'medium' | 'low' | 'none'

/** Why a rule judged nothing at all; the contract is in docs/rules. `no-deals`: it ran, and there was no deal that it could judge. */
export type SkipReason =
  | 'field-unavailable'
  | 'signal-not-captured'
  | 'no-benchmark'
  | 'first-review'
  | 'not-configured'
  | 'no-deals'

export type RuleOutcome = {
  ruleId: string
  title: string
  /** The worst of what it found, which may be milder or worse than most; the rule's own where it found nothing. */
  severity: Severity
  /** Deals that passed or violated; a deal without the values that the rule compares is not checked. */
  checked: number
  violated: number
  skippedReason: SkipReason | null
  /** The reason in words, e.g. `the source has no field lastActivityAt`; null when the rule ran. */
  skippedDetail: string | null
  /** Fields that the source does not have, custom ones too; left out where it is skipped for another reason, or not. */
  missingFields?: readonly string[]
  pointsLost: number
  /** What to do about it. */
  fix: string
}

export type GroupTotal = {
  /** Stage, owner or category; null groups the deals without one. */
  key: string | null
  deals: number
  amount: number
  pointsLost: number
  /** What its deals weigh in the score; those of all groups add up to 1. */
  weight: number
  /** 0-100: the health of the group's deals, each weighed as in the whole: 100 - pointsLost / weight. Null where the review has no score. */
  score: number | null
}

export const changeKinds = [
  'new',
  'won',
  'lost',
  'gone',
  'slipped',
  'pulled-in',
  'amount-up',
  'amount-down',
  'stage-forward',
  'stage-back',
  'stage-changed',
] as const

export type ChangeKind = (typeof changeKinds)[number]

export type DealChange = {
  kind: ChangeKind
  dealId: string
  name: string | null
  /** The deal's amount now; the last known one for a deal that left. */
  amount: number | null
  /** Stage, close date (`YYYY-MM-DD`) or amount before and after, where the kind has one. */
  from: string | number | null
  to: string | number | null
}

export type Changes = {
  since: {runId: string | null; asOf: string; score: number | null; dealsAnalyzed: number}
  /** New score minus old; null when either is null or the two reviews were made under other rules or skips. */
  scoreDelta: number | null
  /** Why the scores cannot be compared, in words; null when they can. */
  notComparable: string | null
  /**
   * Number of deals and sum of their amounts, each to the cent (of the difference, for amount-up and amount-down), per kind. Deals that
   * left count with the amount they left with, where it is known; the waterfalls have the one of the last review.
   */
  counts: Readonly<Record<ChangeKind, {deals: number; amount: number}>>
  /** At most 1,000 per kind, largest amount first. */
  items: readonly DealChange[]
  findingsNew: number
  findingsResolved: number
  /** Of all open deals, and of those to close in the fiscal quarter of the later review; null where the two looked at other deals. */
  waterfalls: {all: Waterfall; quarter: Waterfall} | null
}

/** What a review found, without the single deals. */
export type ReviewSummary = {
  /** Version of the stored document's format. */
  format: 1
  /** ISO 8601 UTC. */
  asOf: string
  timezone: string
  source: {
    /** Kind and name of the connection, e.g. `file "emea"`. */
    label: string
    /** Which of its deals were reviewed, in words, e.g. `stage Proposal`; left out for all. */
    filter?: string
    rowsRead: number
    /** Of these, the ones that had not changed since an earlier read; left out where all were fetched. */
    rowsKept?: number
    refusedCount: number
    refusals: readonly Refusal[]
    duplicateIds: number
    warnings: readonly string[]
  }
  /** 0-100, not rounded; null when no deal is in scope or no rule could run. */
  score: number | null
  band: Band | null
  /** True when fewer than 60 % of the rules that are on could run, or none at all. */
  isLowConfidence: boolean
  /** Rules that judged a deal or the pipeline, and rules that were skipped. */
  checks: {evaluated: number; skipped: number}
  dealsAnalyzed: number
  closedDeals: {won: number; lost: number}
  issuesFound: number
  issuesBySeverity: Readonly<Record<Severity, number>>
  highRiskDeals: number
  /** Reviews in a row that were each compared with the one before, this one too, those of one day as one; and the day of the first. */
  series?: {reviews: number; since: string}
  /** 1-12. */
  fiscalYearStartMonth: number
  /** Open stages from first to last, where the connection says so; what tells forward from back. */
  stageOrder: readonly string[] | null
  rulesetName: string
  rulesetFingerprint: string
  rules: readonly RuleOutcome[]
  /** What findings cost; left out where the rule file leaves it at the defaults. */
  scoring?: Scoring
  /** About the pipeline as a whole. */
  portfolio: readonly PortfolioFinding[]
  /** What those cost together, beside what the deals lost; left out where they cost no points. */
  portfolioPointsLost?: number
  /** Where the rule file gives a quota. */
  coverage?: Coverage
  /** Of the rule file, one by one. */
  waivers: readonly WaiverOutcome[]
  /** The same; left out where there are none, and in reviews that were stored before it was told. */
  overrides?: readonly OverrideOutcome[]
  totals: {
    amount: number
    byStage: readonly GroupTotal[]
    byOwner: readonly GroupTotal[]
    byForecastCategory: readonly GroupTotal[]
    /** Of the amounts, where they are several: each amount is added as it stands. */
    currencies?: readonly string[]
  }
  /** How long open deals have been in their stages; left out in reviews that were stored before it was counted. */
  stageAges?: readonly StageAge[]
  /** What people fill in, of the fields that the source has; left out in reviews that were stored before it was counted. */
  fields?: readonly FilledField[]
  /** Null for the first review. */
  changes: Changes | null
}

export type WaiverOutcome = {
  ruleId: string
  dealId: string
  /** Last day, `YYYY-MM-DD`. */
  until: string
  reason: string
  /** `unused`: there is no such finding; `expired`: its last day is over, and the finding counts again. */
  status: 'used' | 'unused' | 'expired'
}

export type OverrideOutcome = {
  /** Which deals it is for, in words, e.g. `pipeline Renewals, amount to 1000`. */
  when: string
  /** Open deals that it matches. */
  deals: number
}

export type PortfolioFinding = {
  ruleId: string
  severity: Severity
  message: string
  /** Left out where such findings cost no points. */
  pointsLost?: number
}

export type ReviewedFinding = {
  ruleId: string
  severity: Severity
  message: string
  pointsLost: number
  /** Not there in the last review; null when there was none, or when the rule did not run in it. */
  isNew: boolean | null
  /** Reviews in a row that found it, this one too. */
  reviews: number
  /** Day of the first of them, `YYYY-MM-DD`. */
  since: string
}

/** An open deal with what was found. */
export type ReviewedDeal = {
  id: string
  name: string | null
  account: string | null
  owner: string | null
  pipeline: string | null
  stage: string | null
  amount: number | null
  /** The amount that weighs the deal in the score: its own, else its last known one, else null (the median is used). */
  lastKnownAmount: number | null
  currency: string | null
  probability: number | null
  forecastCategory: ForecastCategory | null
  /** `YYYY-MM-DD`. */
  closeDate: string | null
  url: string | null
  /** 0-100. */
  health: number
  risk: RiskLevel
  pointsLost: number
  /** Reviews in a row that found stage, close date and amount as the one before did, and the day since which they are so. */
  unchangedReviews: number
  unchangedSince: string
  findings: readonly ReviewedFinding[]
  /** Known findings that a look at new ones alone leaves out (since-baseline.ts), and what they cost; never stored. */
  leftOut?: {findings: number; pointsLost: number}
}

/** A finished review. `deals` can be iterated more than once and yields the deal that cost most points first. */
export type Analysis = {
  summary: ReviewSummary
  deals(): Iterable<ReviewedDeal>
  /** For who sends owners their digests: beside the summary, which others get to see. Left out where nobody asked for them. */
  ownerEmails?: OwnerEmails
  /** Where findings are left out: the review with all of them, by which numbers are rounded. */
  whole?: Analysis
}
