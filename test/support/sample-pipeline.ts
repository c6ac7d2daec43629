import type {DealChange, RuleOutcome} from '../../src/domain/review/analysis.js'
import type {DealDraft} from './a-reviewed-deal.js'

/** Counts and points follow from the deals. */
type SampleRule = Omit<RuleOutcome, 'checked' | 'violated' | 'pointsLost'>

const ran = {skippedReason: null, skippedDetail: null} as const

export const sampleRules: readonly SampleRule[] = [
  {
    ruleId: 'missing-amount',
    title: 'Amount missing',
    severity: 'high',
    fix: 'Enter an amount, even a rough one.',
    ...ran,
  },
  {
    ruleId: 'missing-next-step',
    title: 'Next step missing',
    severity: 'medium',
    fix: 'Write down what happens next.',
    ...ran,
  },
  {
    ruleId: 'close-date-past',
    title: 'Close date past',
    severity: 'critical',
    fix: 'Close the deal or give it a date that it can keep.',
    ...ran,
  },
  {
    ruleId: 'deal-too-old',
    title: 'Deal too old',
    severity: 'medium',
    fix: 'Close it or plan it anew.',
    skippedReason: 'no-benchmark',
    skippedDetail: '2 won deals with both dates, 10 are needed',
  },
  {
    ruleId: 'no-recent-activity',
    title: 'No recent activity',
    severity: 'high',
    fix: 'Log the next step or close the deal.',
    ...ran,
  },
  {
    ruleId: 'single-threaded',
    title: 'One contact only',
    severity: 'medium',
    fix: 'Find a second contact.',
    skippedReason: 'field-unavailable',
    skippedDetail: 'the source has no contactCount',
    missingFields: ['contactCount'],
  },
]

const past = {ruleId: 'close-date-past', severity: 'critical'} as const
const quiet = {ruleId: 'no-recent-activity', severity: 'high'} as const
const noAmount = {ruleId: 'missing-amount', severity: 'high', message: 'no amount'} as const
const noNextStep = {ruleId: 'missing-next-step', severity: 'medium', message: 'no next step'} as const

/** Two deals at high risk, one at medium, one at low, two without findings. */
export const sampleDeals: readonly DealDraft[] = [
  {
    id: 'd1',
    amount: 120_000,
    stage: 'Negotiation',
    forecastCategory: 'commit',
    closeDate: '2025-03-10',
    url: 'https://crm.example/d1',
    findings: [{...past, message: 'close date 2025-03-10 is 22 days past', isNew: true}, noNextStep],
  },
  {id: 'd2', name: 'Fabrikam', account: 'Fabrikam', owner: 'Grace', amount: 80_000, probability: 0.4},
  {
    id: 'd3',
    name: 'Tailspin toys',
    account: 'Tailspin',
    amount: 45_000,
    findings: [{...quiet, message: 'no activity for 41 days', isNew: true}],
  },
  {
    id: 'd4',
    name: 'Wingtip',
    account: null,
    owner: 'Grace',
    amount: 25_000,
    findings: [noNextStep],
  },
  {
    id: 'd5',
    name: 'Contoso renewal',
    account: 'Contoso',
    owner: null,
    amount: 18_000,
    stage: 'Qualification',
  },
  {
    id: 'd6',
    name: 'Adventure works',
    account: 'Adventure',
    owner: null,
    amount: null,
    lastKnownAmount: 30_000,
    stage: 'Qualification',
    forecastCategory: null,
    findings: [noAmount, {...quiet, message: 'no activity for 63 days'}],
  },
]

/** Since a week before: seven deals were open then. */
export const sampleChanges: readonly DealChange[] = [
  {kind: 'new', dealId: 'd5', name: 'Contoso renewal', amount: 18_000, from: null, to: 'Qualification'},
  {kind: 'won', dealId: 'd8', name: 'Litware licences', amount: 30_000, from: 'Negotiation', to: null},
  {kind: 'lost', dealId: 'd9', name: 'Proseware trial', amount: 12_000, from: 'Proposal', to: null},
  {kind: 'slipped', dealId: 'd2', name: 'Fabrikam', amount: 80_000, from: '2025-03-31', to: '2025-06-30'},
  {kind: 'amount-up', dealId: 'd3', name: 'Tailspin toys', amount: 45_000, from: 40_000, to: 45_000},
  {kind: 'stage-back', dealId: 'd4', name: 'Wingtip', amount: 25_000, from: 'Negotiation', to: 'Proposal'},
]
