import type {Severity} from '../rules/severity.js'
import {contributionOf, severityPoints} from '../score/health-score.js'
import type {ReviewedDeal, ReviewedFinding} from './analysis.js'

/**
 * Deals of a stored review, a list per field: as JSON they are shorter than a list per deal, pack better, and are written and
 * read in half the time. The findings of all deals follow each other; `found` says how many are a deal's.
 */
export type DealColumns = {
  readonly [Field in keyof Omit<ReviewedDeal, 'findings'>]: ReviewedDeal[Field][]
} & {
  readonly found: number[]
  readonly ruleId: ReviewedFinding['ruleId'][]
  readonly severity: ReviewedFinding['severity'][]
  readonly message: ReviewedFinding['message'][]
  readonly isNew: ReviewedFinding['isNew'][]
  /** Of findings that are charged with something else than follows from the points that their deal lost. */
  readonly charged: [finding: number, pointsLost: number][]
}

/** Characters and deals: as strings of this size they stay in the young generation, which is collected all the time. */
const blockLength = 32 * 1024
const blockDeals = 256

export function* columnsOf(deals: Iterable<ReviewedDeal>): Generator<DealColumns> {
  let columns = noColumns()
  let length = 0
  for (const deal of deals) {
    add(columns, deal)
    length += textLengthOf(deal)
    if (columns.id.length < blockDeals && length < blockLength) continue
    yield columns
    columns = noColumns()
    length = 0
  }
  if (columns.id.length > 0) yield columns
}

/** Of what may be long. */
function textLengthOf({id, name, account, url}: ReviewedDeal): number {
  return id.length + (name?.length ?? 0) + (account?.length ?? 0) + (url?.length ?? 0)
}

function noColumns(): DealColumns {
  return {
    id: [],
    name: [],
    account: [],
    owner: [],
    pipeline: [],
    stage: [],
    amount: [],
    lastKnownAmount: [],
    currency: [],
    probability: [],
    forecastCategory: [],
    closeDate: [],
    url: [],
    health: [],
    risk: [],
    pointsLost: [],
    found: [],
    ruleId: [],
    severity: [],
    message: [],
    isNew: [],
    charged: [],
  }
}

function add(columns: DealColumns, deal: ReviewedDeal): void {
  columns.id.push(deal.id)
  columns.name.push(deal.name)
  columns.account.push(deal.account)
  columns.owner.push(deal.owner)
  columns.pipeline.push(deal.pipeline)
  columns.stage.push(deal.stage)
  columns.amount.push(deal.amount)
  columns.lastKnownAmount.push(deal.lastKnownAmount)
  columns.currency.push(deal.currency)
  columns.probability.push(deal.probability)
  columns.forecastCategory.push(deal.forecastCategory)
  columns.closeDate.push(deal.closeDate)
  columns.url.push(deal.url)
  columns.health.push(deal.health)
  columns.risk.push(deal.risk)
  columns.pointsLost.push(deal.pointsLost)
  columns.found.push(deal.findings.length)
  addFindings(columns, deal)
}

function addFindings(columns: DealColumns, {findings, pointsLost}: ReviewedDeal): void {
  const points = pointsOf(findings.map(({severity}) => severity))
  for (const finding of findings) {
    if (finding.pointsLost !== contributionOf(finding.severity, {pointsLost, points}))
      columns.charged.push([columns.ruleId.length, finding.pointsLost])
    columns.ruleId.push(finding.ruleId)
    columns.severity.push(finding.severity)
    columns.message.push(finding.message)
    columns.isNew.push(finding.isNew)
  }
}

/** Throws what reading a list that is not there throws. */
export function* dealsOf(columns: DealColumns): Generator<ReviewedDeal> {
  const charged = new Map(columns.charged)
  let end = 0
  for (let place = 0; place < columns.id.length; place++) {
    const start = end
    end += columns.found[place]!
    yield {
      id: columns.id[place]!,
      name: columns.name[place]!,
      account: columns.account[place]!,
      owner: columns.owner[place]!,
      pipeline: columns.pipeline[place]!,
      stage: columns.stage[place]!,
      amount: columns.amount[place]!,
      lastKnownAmount: columns.lastKnownAmount[place]!,
      currency: columns.currency[place]!,
      probability: columns.probability[place]!,
      forecastCategory: columns.forecastCategory[place]!,
      closeDate: columns.closeDate[place]!,
      url: columns.url[place]!,
      health: columns.health[place]!,
      risk: columns.risk[place]!,
      pointsLost: columns.pointsLost[place]!,
      findings: findingsOf(columns, {charged, start, end, pointsLost: columns.pointsLost[place]!}),
    }
  }
}

type FindingsOfDeal = {
  charged: ReadonlyMap<number, number>
  start: number
  end: number
  pointsLost: number
}

function findingsOf(
  {severity, ruleId, message, isNew}: DealColumns,
  {charged, start, end, pointsLost}: FindingsOfDeal,
): ReviewedFinding[] {
  const findings: ReviewedFinding[] = []
  const points = pointsOf(severity.slice(start, end))
  for (let index = start; index < end; index++)
    findings.push({
      ruleId: ruleId[index]!,
      severity: severity[index]!,
      message: message[index]!,
      pointsLost: charged.get(index) ?? contributionOf(severity[index]!, {pointsLost, points}),
      isNew: isNew[index]!,
    })
  return findings
}

function pointsOf(severities: readonly Severity[]): number {
  let points = 0
  for (const severity of severities) points += severityPoints[severity]
  return points
}
