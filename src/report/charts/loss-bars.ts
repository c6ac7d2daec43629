import type {GroupTotal, ReviewSummary} from '../../domain/review/analysis.js'
import type {Locale} from '../intl-text.js'
import {foundRules, groupRows} from '../shown-numbers.js'
import {barRows} from './bar-rows.js'

const barsShown = 10

/** What the rules cost, the most expensive first. */
export function lossByRule(summary: ReviewSummary, locale: Locale): string {
  const rows = foundRules(summary, locale)
    .slice(0, barsShown)
    .filter(({rule}) => rule.pointsLost > 0)
    .map(({rule, points}) => ({
      label: rule.title,
      from: 0,
      to: rule.pointsLost,
      shown: points,
      className: `bar ${rule.severity}`,
    }))
  return barRows('Points lost by rule', rows)
}

/** What the deals of each owner cost; those beyond the first ten in one bar. */
export function lossByOwner(owners: readonly GroupTotal[], locale: Locale): string {
  if (owners.length < 2) return ''
  const rows = groupRows(owners, barsShown, locale)
    .filter(({pointsLost}) => pointsLost > 0)
    .map(({name, pointsLost, points}) => ({
      label: name,
      from: 0,
      to: pointsLost,
      shown: points,
      className: 'bar',
    }))
  return barRows('Points lost by owner', rows)
}
