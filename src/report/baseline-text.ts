import type {Baseline} from '../domain/review/since-baseline.js'
import {count, counted} from './amounts.js'
import type {Locale} from './intl-text.js'

/** `3 new findings since run 3f2a91bc (299 known ones left out)`, and what else a reader must know to compare; none without a baseline. */
export function baselineTexts(baseline: Baseline | undefined, locale: Locale): string[] {
  if (!baseline) return []
  const {runId, onlyNew, findingsNew, portfolioNew, portfolioKnown, portfolioNotJudgedThen} = baseline
  const others = (known: number, notJudged: number) => {
    const notRun = notJudged === 0 ? '' : `${count(notJudged, locale)} of rules that did not run then`
    if (!onlyNew) return `${count(known, locale)} known${notRun && `, ${notRun}`}`
    return `${counted(known, 'known one', locale)}${notRun && ` and ${notRun}`} left out`
  }
  const inAll =
    portfolioNew + portfolioKnown + portfolioNotJudgedThen === 0
      ? ''
      : `; about the pipeline as a whole ${count(portfolioNew, locale)} new (${others(portfolioKnown, portfolioNotJudgedThen)})`
  const ofDeals = others(baseline.findingsKnown, baseline.findingsNotJudgedThen)
  const told = `${counted(findingsNew, 'new finding', locale)} since run ${runId.slice(0, 8)} (${ofDeals})${inAll}`
  if (baseline.rulesNotRunThen.length === 0) return [told]
  return [told, `neither new nor known, as the rule did not run then: ${baseline.rulesNotRunThen.join(', ')}`]
}

/** `2 other findings`: those of a deal that are left out, known or of rules that did not run then. */
export function leftOutText({findings}: {findings: number}, locale: Locale): string {
  return counted(findings, 'other finding', locale)
}
