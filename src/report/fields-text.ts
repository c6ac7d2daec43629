import type {ReviewSummary} from '../domain/review/analysis.js'
import {count} from './amounts.js'

const names: Readonly<Record<string, string>> = {
  closeDate: 'close date',
  forecastCategory: 'forecast category',
  nextStep: 'next step',
  contactCount: 'contacts',
  lastActivityAt: 'last activity',
  nextActivityAt: 'next activity',
  contactRoles: 'contact roles',
}

type FieldRow = {name: string; filled: string; share: string}

/**
 * Fields that some open deals lack, the emptiest first, and the names of those that all have; null without deals, and for a review
 * that was stored before fields were counted.
 */
export function fieldRows({
  fields,
  dealsAnalyzed,
}: Pick<ReviewSummary, 'fields' | 'dealsAnalyzed'>): {rows: FieldRow[]; complete: string[]} | null {
  if (!fields || fields.length === 0 || dealsAnalyzed === 0) return null
  const named = fields.map(({field, filled}) => ({
    name: names[field] ?? field.replace(/^custom\./, ''),
    filled,
  }))
  const rows = named
    .filter(({filled}) => filled < dealsAnalyzed)
    .sort((a, b) => a.filled - b.filled)
    .map(({name, filled}) => ({
      name,
      filled: `${count(filled)} of ${count(dealsAnalyzed)}`,
      share: shareText(filled / dealsAnalyzed),
    }))
  return {rows, complete: named.filter(({filled}) => filled === dealsAnalyzed).map(({name}) => name)}
}

/** Whole percents that never claim all or nothing where it is not. */
function shareText(share: number): string {
  if (share === 0) return '0 %'
  return `${Math.min(99, Math.max(1, Math.round(share * 100)))} %`
}

export function completeText(complete: readonly string[]): string | null {
  return complete.length === 0 ? null : `all deals have ${complete.join(', ')}`
}
