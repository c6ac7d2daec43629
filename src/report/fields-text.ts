import type {ReviewSummary} from '../domain/review/analysis.js'
import {count, percentText} from './amounts.js'
import type {Locale} from './intl-text.js'

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
export function fieldRows(
  {fields, dealsAnalyzed}: Pick<ReviewSummary, 'fields' | 'dealsAnalyzed'>,
  locale: Locale,
): {rows: FieldRow[]; complete: string[]} | null {
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
      filled: `${count(filled, locale)} of ${count(dealsAnalyzed, locale)}`,
      share: shareText(filled / dealsAnalyzed, locale),
    }))
  return {rows, complete: named.filter(({filled}) => filled === dealsAnalyzed).map(({name}) => name)}
}

/** Whole percents that never claim all or nothing where it is not. */
function shareText(share: number, locale: Locale): string {
  const percents = share === 0 ? 0 : Math.min(99, Math.max(1, Math.round(share * 100)))
  return percentText(percents / 100, 0, locale)
}

export function completeText(complete: readonly string[]): string | null {
  return complete.length === 0 ? null : `all deals have ${complete.join(', ')}`
}
