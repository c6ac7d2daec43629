import type {OpenPipeline, PipelineContext, PortfolioRule} from '../rules/rule.js'
import type {Severity} from '../rules/severity.js'
import type {PortfolioFinding} from './analysis.js'
import type {ForecastCategory} from './deal.js'
import type {Skipped} from './judge.js'
import type {Gathered} from './pipeline-review.js'

type Surveyed = {gathered: Gathered; openRows: Uint32Array; disappeared: OpenPipeline['disappeared']}

/** What the rules about the pipeline as a whole find; one that cannot judge it is noted in `skips`, by its place. */
export function portfolioFindings(
  surveyed: Surveyed,
  context: PipelineContext,
  skips: Map<number, Skipped>,
): PortfolioFinding[] {
  const pipeline = openPipeline(surveyed)
  return surveyed.gathered.judges.flatMap(judge => {
    const {rule, severity, options} = judge.active
    if (!('survey' in rule)) return []
    const found = survey(rule, pipeline, {...context, options})
    if (Array.isArray(found)) return found.map(one => ({ruleId: rule.id, severity, ...one}))
    skips.set(judge.index, found)
    return []
  })
}

function survey(
  rule: PortfolioRule<unknown>,
  pipeline: OpenPipeline,
  context: PipelineContext & {options: unknown},
): {message: string; severity?: Severity}[] | Skipped {
  const found = rule.survey(pipeline, context)
  return 'skipped' in found ? {reason: found.skipped, detail: found.detail} : [...found]
}

function openPipeline({gathered, openRows, disappeared}: Surveyed): OpenPipeline {
  const {deals} = gathered
  return {
    *deals() {
      for (const row of openRows)
        yield {
          id: deals.idOf(row),
          name: deals.nameOf(row),
          owner: deals.owners.texts[deals.ownerCodes[row]!] ?? null,
          amount: deals.amountOf(row),
          stage: deals.stageOf(row),
          closeDate: deals.closeDateOf(row),
          probability: deals.probabilityOf(row),
          forecastCategory: (deals.forecastCategories.texts[deals.forecastCodes[row]!] ??
            null) as ForecastCategory | null,
        }
    },
    wonAmount(from, to) {
      let won = 0
      for (let row = 0; row < deals.size; row++) {
        const closeDate = deals.closeDateOf(row)
        if (deals.outcomeOf(row) !== 'won' || closeDate === null || closeDate < from || closeDate > to)
          continue
        won += deals.amountOf(row) ?? 0
      }
      return won
    },
    disappeared,
  }
}
