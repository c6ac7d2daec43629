import type {Baseline} from '../domain/review/since-baseline.js'
import {count, counted} from './amounts.js'

/** `3 new findings since run 3f2a91bc (299 known ones left out)`, and what else a reader must know to compare; none without a baseline. */
export function baselineTexts(baseline: Baseline | undefined): string[] {
  if (!baseline) return []
  const {runId, onlyNew, findingsNew, findingsKnown, portfolioNew, portfolioKnown, rulesNotRunThen} = baseline
  const known = (many: number) =>
    onlyNew ? `${counted(many, 'known one')} left out` : `${count(many)} known`
  const inAll =
    portfolioNew + portfolioKnown === 0
      ? ''
      : `; about the pipeline as a whole ${count(portfolioNew)} new (${known(portfolioKnown)})`
  const told = `${counted(findingsNew, 'new finding')} since run ${runId.slice(0, 8)} (${known(findingsKnown)})${inAll}`
  if (rulesNotRunThen.length === 0) return [told]
  return [told, `all new, as the rule did not run then: ${rulesNotRunThen.join(', ')}`]
}

/** `2 known findings`: those of a deal that are left out. */
export function leftOutText({findings}: {findings: number}): string {
  return counted(findings, 'known finding')
}
