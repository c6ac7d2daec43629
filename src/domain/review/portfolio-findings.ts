import type {Coverage, OpenPipeline, PipelineContext} from '../rules/rule.js'
import type {PortfolioFinding} from './analysis.js'
import type {DealTable} from './deal-table.js'
import type {Skipped} from './judge.js'
import type {Gathered} from './pipeline-review.js'

type PortfolioSurvey = {findings: PortfolioFinding[]; coverage: Coverage | null}

type Surveyed = {gathered: Gathered; openRows: Uint32Array; disappeared: OpenPipeline['disappeared']}

/** What the rules about the pipeline as a whole find; one that cannot judge it is noted in `skips`, by its place. */
export function portfolioFindings(
  surveyed: Surveyed,
  context: PipelineContext,
  skips: Map<number, Skipped>,
): PortfolioSurvey {
  const pipeline = openPipeline(surveyed)
  let coverage: Coverage | null = null
  const findings = surveyed.gathered.judges.flatMap(({active, index}) => {
    const {rule, severity, options} = active
    if (!('survey' in rule)) return []
    const survey = rule.survey(pipeline, {...context, options})
    if ('found' in survey) {
      coverage = survey.coverage ?? coverage
      return survey.found.map(message => ({ruleId: rule.id, severity, message}))
    }
    skips.set(index, {reason: survey.skipped, detail: survey.detail})
    return []
  })
  return {findings, coverage}
}

function openPipeline({gathered, openRows, disappeared}: Surveyed): OpenPipeline {
  const {deals} = gathered
  return {
    deals: () => openDeals(deals, openRows),
    nameOf: row => deals.nameOf(row) ?? deals.idOf(row),
    wonAmount: (from, to) => wonAmount(deals, from, to),
    disappeared,
    isFiltered: gathered.options.filterText !== undefined,
  }
}

function* openDeals(deals: DealTable, openRows: Iterable<number>): ReturnType<OpenPipeline['deals']> {
  for (const row of openRows)
    yield {
      row,
      owner: deals.ownerOf(row),
      amount: deals.amountOf(row),
      closeDate: deals.closeDateOf(row),
    }
}

function wonAmount(deals: DealTable, from: number, to: number): number {
  let won = 0
  for (let row = 0; row < deals.size; row++) {
    const closeDate = deals.closeDateOf(row)
    const isWithin = closeDate !== null && closeDate >= from && closeDate <= to
    if (isWithin && deals.outcomeOf(row) === 'won') won += deals.amountOf(row) ?? 0
  }
  return won
}
