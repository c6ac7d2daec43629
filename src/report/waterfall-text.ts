import type {Changes} from '../domain/review/analysis.js'
import {type Step, type Waterfall, type WaterfallStep, waterfallSteps} from '../domain/review/waterfall.js'
import {fullAmount} from './amounts.js'
import {dateText} from './dates.js'
import type {Locale} from './intl-text.js'

/** One line of the waterfall: what moved, of all open deals and of those of the quarter. */
type WaterfallRow = {words: string; all: Step; quarter: Step; isTotal: boolean}

const words: Readonly<Record<WaterfallStep, string>> = {
  new: 'new',
  pulledIn: 'pulled in',
  amountUp: 'amount up',
  amountDown: 'amount down',
  pushedOut: 'pushed out',
  won: 'won',
  lost: 'lost',
  disappeared: 'no longer there',
}

/** The steps that have moved anything, between what the pipeline started with and what it ends with; none where nothing moved. */
export function waterfallRows({waterfalls}: Changes): WaterfallRow[] {
  if (waterfalls === null) return []
  const {all, quarter} = waterfalls
  const steps = waterfallSteps
    .map(step => ({words: words[step], all: all.steps[step], quarter: quarter.steps[step], isTotal: false}))
    .filter(row => row.all.deals + row.quarter.deals > 0)
  if (steps.length === 0) return []
  return [
    {words: 'started with', all: all.startedWith, quarter: quarter.startedWith, isTotal: true},
    ...steps,
    {words: 'ends with', all: all.endsWith, quarter: quarter.endsWith, isTotal: true},
  ]
}

/** An amount of a row, to the cent. */
export function stepAmount({amount}: Step, {isTotal}: WaterfallRow, locale: Locale): string {
  return fullAmount(amount, locale, {isSigned: !isTotal})
}

/** `closing 2026-10-01 to 2026-12-31`. */
export function quarterText({quarter}: Waterfall, locale: Locale): string {
  if (quarter === null) return ''
  return `closing ${dateText(quarter.first, locale)} to ${dateText(quarter.last, locale)}`
}
