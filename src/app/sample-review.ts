import type {Analysis} from '../domain/review/analysis.js'
import type {Deal, DealField} from '../domain/review/deal.js'
import {PipelineReview} from '../domain/review/pipeline-review.js'
import {resolveRuleset} from '../domain/rules/ruleset.js'

const dayMs = 86_400_000

type Draft = {
  name: string
  amount: number | null
  owner: string
  nextStep: string | null
  closesInDays: number
}

const drafts: readonly Draft[] = [
  {name: 'Bluebird Foods expansion', amount: 180_000, owner: 'Ada', nextStep: null, closesInDays: -20},
  {name: 'Northwind renewal', amount: 64_000, owner: 'Ada', nextStep: 'Send the contract', closesInDays: 30},
  {name: 'Fabrikam pilot', amount: null, owner: 'Grace', nextStep: 'Demo on site', closesInDays: 45},
  {name: 'Wingtip Toys', amount: 25_000, owner: 'Grace', nextStep: null, closesInDays: -3},
  {name: 'Contoso platform', amount: 310_000, owner: 'Edsger', nextStep: 'Legal review', closesInDays: 60},
]

/** What a sample message tells: five deals that are made up, judged by the recommended rules. */
export function sampleReview(asOf: Date, timeZone: string): Analysis {
  const ruleset = resolveRuleset('recommended', {extends: ['revsched:recommended']})
  const review = new PipelineReview({ruleset, asOf, timeZone, stageOrder: null})
  const fields: readonly DealField[] = [
    'name',
    'amount',
    'owner',
    'stage',
    'nextStep',
    'closeDate',
    'createdAt',
  ]
  review.begin({fields: new Set(fields)})
  review.add(drafts.map((draft, index) => dealOf(draft, {index, asOf})))
  const report = {
    rowsRead: drafts.length,
    bytesRead: 0,
    refusedCount: 0,
    refusals: [],
    warnings: [],
  }
  return review.finish({label: 'a sample', report}, null)
}

function dealOf({closesInDays, ...draft}: Draft, {index, asOf}: {index: number; asOf: Date}): Deal {
  const today = Math.floor(asOf.getTime() / dayMs)
  return {
    ...missing,
    ...draft,
    id: `sample-${index + 1}`,
    stage: 'Proposal',
    closeDate: today + closesInDays,
    createdAt: new Date(asOf.getTime() - 60 * dayMs),
    outcome: 'open',
    custom: {},
  }
}

const missing = {
  currency: null,
  pipeline: null,
  probability: null,
  forecastCategory: null,
  account: null,
  contactCount: null,
  lastStageChangeAt: null,
  lastActivityAt: null,
  nextActivityAt: null,
  isOwnerActive: null,
  isStageActive: null,
  isCloseDateDefault: null,
  hasOverdueTask: null,
  nextStepChangedAt: null,
  stageProbability: null,
  isConvertible: null,
  contactRoles: null,
  pushCount: null,
  stageHistory: null,
  closeDateHistory: null,
  url: null,
} as const
