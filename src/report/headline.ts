import type {Changes, ReviewSummary} from '../domain/review/analysis.js'
import {compactAmount, count, counted} from './amounts.js'
import {deltaText} from './changes-text.js'
import {shownScore} from './shown-numbers.js'

// What every readable format says first, in the same words.

/** `65 yellow`, or `no score`. */
export function scoreText({score, band}: ReviewSummary): string {
  return score === null || band === null ? 'no score' : `${shownScore(score)} ${band}`
}

/** `up 5.2 since 2026-11-16`, or why the two scores cannot be compared. */
export function sinceText({since, scoreDelta, notComparable}: Changes): string {
  const day = since.asOf.slice(0, 10)
  if (scoreDelta !== null) return `${deltaText(scoreDelta)} since ${day}`
  return `not comparable with ${day}: ${notComparable ?? 'one of the two has no score'}`
}

/** `2026-11-16 17:00 UTC`. */
export function asOfText({asOf}: ReviewSummary): string {
  return `${asOf.slice(0, 16).replace('T', ' ')} UTC`
}

/** `185 open deals, 8.2M; 302 findings, 76 at high risk`. */
export function sizeText(summary: ReviewSummary, locale: string): string {
  const {dealsAnalyzed, totals, issuesFound, highRiskDeals} = summary
  if (dealsAnalyzed === 0) return 'no open deals in scope: there is nothing to score'
  return (
    `${counted(dealsAnalyzed, 'open deal')}, ${compactAmount(totals.amount, locale)}; ` +
    `${counted(issuesFound, 'finding')}, ${count(highRiskDeals)} at high risk`
  )
}

/** `14 of 16 checks ran`. */
export function checksText({checks}: ReviewSummary): string {
  return `${checks.evaluated} of ${checks.evaluated + checks.skipped} checks ran`
}

/** `read from file "emea": 326 rows, 2 refused; 179 open deals, 75 won, 72 lost`. */
export function sourceText({source, dealsAnalyzed, closedDeals}: ReviewSummary): string {
  const refused = source.refusedCount > 0 ? `, ${count(source.refusedCount)} refused` : ''
  return (
    `read from ${source.label}: ${counted(source.rowsRead, 'row')}${refused}; ` +
    `${counted(dealsAnalyzed, 'open deal')}, ${count(closedDeals.won)} won, ${count(closedDeals.lost)} lost`
  )
}

const refusalsShown = 3

/** What a person should know about the read: warnings of the source, and the first refused rows with their reasons. */
export function sourceNotes({source}: ReviewSummary): string[] {
  const shown = source.refusals.slice(0, refusalsShown).map(({row, column, value, reason}) => {
    const where = column === null ? '' : `, ${column} "${value}"`
    return `refused row ${row}${where}: ${reason}`
  })
  const more = source.refusedCount - shown.length
  const rest = shown.length > 0 && more > 0 ? [`and ${counted(more, 'more row')} refused`] : []
  return [...shown, ...rest, ...source.warnings]
}
