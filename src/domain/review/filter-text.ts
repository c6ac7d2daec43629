import type {ScheduledReview} from '../scheduled-review.js'

const words: Readonly<Record<string, string>> = {
  pipelines: 'pipeline',
  stages: 'stage',
  owners: 'owner',
  minAmount: 'amount from',
  maxAmount: 'amount to',
  closeFrom: 'closing from',
  closeTo: 'closing to',
  soql: 'SOQL',
}

/** E.g. `stage Proposal or Negotiation, closing to +90d`; null for all deals. */
export function filterText(filter: ScheduledReview['filter']): string | null {
  if (!filter) return null
  const parts = Object.entries(filter).map(([key, value]) => {
    const text = Array.isArray(value) ? value.join(' or ') : String(value)
    return `${words[key] ?? key} ${text}`
  })
  return parts.join(', ')
}
