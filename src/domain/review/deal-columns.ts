import {charge} from '../score/charge.js'
import {contributionOf} from '../score/health-score.js'
import type {Scoring} from '../score/scoring.js'
import type {ReviewedDeal, ReviewedFinding} from './analysis.js'

/** The values of a field, one per deal; of one that is the same for all deals only that one. */
type Column<Value> = readonly Value[] | {readonly all: Value}

/** What findings have in common that say the same. */
type Kind = [
  ruleId: ReviewedFinding['ruleId'],
  severity: ReviewedFinding['severity'],
  message: ReviewedFinding['message'],
]

type DealFields = Omit<ReviewedDeal, 'findings'>

/**
 * Deals of a stored review, a column per field: as JSON they are shorter than a list per deal, pack better, and are written and
 * read in half the time. The findings of all deals follow each other; `found` says how many are a deal's.
 */
export type DealColumns = {readonly [Field in keyof DealFields]: Column<DealFields[Field]>} & {
  readonly deals: number
  readonly found: Column<number>
  /** What findings say, once each, and the place of each finding in it. */
  readonly kinds: readonly Kind[]
  readonly kind: Column<number>
  readonly isNew: Column<ReviewedFinding['isNew']>
  readonly reviews: Column<number>
  readonly since: Column<string>
  /** Of findings that are charged with something else than follows from the points that their deal lost. */
  readonly charged: readonly [finding: number, pointsLost: number][]
}

/** Characters and deals: as strings of this size they stay in the young generation, which is collected all the time. */
const blockLength = 32 * 1024
const blockDeals = 512

export function* columnsOf(deals: Iterable<ReviewedDeal>, scoring: Scoring): Generator<DealColumns> {
  let block = new Block(scoring)
  for (const deal of deals) {
    block.add(deal)
    if (block.isWide) {
      yield block.columns()
      block = new Block(scoring)
    }
  }
  if (block.deals > 0) yield block.columns()
}

class Block {
  deals = 0
  #textLength = 0
  readonly #scoring: Scoring
  /** Of the deal that is added. */
  readonly #charges: number[] = []
  readonly #fields: {[Field in keyof DealFields]: DealFields[Field][]} = {
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
    unchangedReviews: [],
    unchangedSince: [],
  }
  readonly #found: number[] = []
  readonly #kinds: Kind[] = []
  readonly #kind: number[] = []
  readonly #isNew: ReviewedFinding['isNew'][] = []
  readonly #reviews: number[] = []
  readonly #since: string[] = []
  readonly #charged: [finding: number, pointsLost: number][] = []
  /** By message: mostly one, as the message names what its rule has found. */
  readonly #places = new Map<string, number[]>()

  constructor(scoring: Scoring) {
    this.#scoring = scoring
  }

  get isWide(): boolean {
    return this.deals === blockDeals || this.#textLength > blockLength
  }

  add(deal: ReviewedDeal): void {
    const fields = this.#fields
    fields.id.push(deal.id)
    fields.name.push(deal.name)
    fields.account.push(deal.account)
    fields.owner.push(deal.owner)
    fields.pipeline.push(deal.pipeline)
    fields.stage.push(deal.stage)
    fields.amount.push(deal.amount)
    fields.lastKnownAmount.push(deal.lastKnownAmount)
    fields.currency.push(deal.currency)
    fields.probability.push(deal.probability)
    fields.forecastCategory.push(deal.forecastCategory)
    fields.closeDate.push(deal.closeDate)
    fields.url.push(deal.url)
    fields.health.push(deal.health)
    fields.risk.push(deal.risk)
    fields.pointsLost.push(deal.pointsLost)
    fields.unchangedReviews.push(deal.unchangedReviews)
    fields.unchangedSince.push(deal.unchangedSince)
    this.#addFindings(deal)
    this.deals++
    this.#textLength += textLengthOf(deal)
  }

  #addFindings({findings, pointsLost}: ReviewedDeal): void {
    this.#found.push(findings.length)
    const points = charge(findings, this.#scoring, this.#charges)
    for (let place = 0; place < findings.length; place++) {
      const finding = findings[place]!
      if (finding.pointsLost !== contributionOf(this.#charges[place]!, {pointsLost, points}))
        this.#charged.push([this.#kind.length, finding.pointsLost])
      this.#kind.push(this.#placeOf(finding))
      this.#isNew.push(finding.isNew)
      this.#reviews.push(finding.reviews)
      this.#since.push(finding.since)
    }
  }

  #placeOf({ruleId, severity, message}: ReviewedFinding): number {
    const places = this.#places.get(message) ?? []
    for (const place of places) {
      const kind = this.#kinds[place]!
      if (kind[0] === ruleId && kind[1] === severity) return place
    }
    if (places.length === 0) this.#places.set(message, places)
    places.push(this.#kinds.length)
    return this.#kinds.push([ruleId, severity, message]) - 1
  }

  columns(): DealColumns {
    const fields = this.#fields
    return {
      deals: this.deals,
      id: fields.id,
      name: column(fields.name),
      account: column(fields.account),
      owner: column(fields.owner),
      pipeline: column(fields.pipeline),
      stage: column(fields.stage),
      amount: column(fields.amount),
      lastKnownAmount: column(fields.lastKnownAmount),
      currency: column(fields.currency),
      probability: column(fields.probability),
      forecastCategory: column(fields.forecastCategory),
      closeDate: column(fields.closeDate),
      url: column(fields.url),
      health: column(fields.health),
      risk: column(fields.risk),
      pointsLost: column(fields.pointsLost),
      unchangedReviews: column(fields.unchangedReviews),
      unchangedSince: column(fields.unchangedSince),
      found: column(this.#found),
      kinds: this.#kinds,
      kind: column(this.#kind),
      isNew: column(this.#isNew),
      reviews: column(this.#reviews),
      since: column(this.#since),
      charged: this.#charged,
    }
  }
}

/** Of what may be long. */
function textLengthOf({id, name, account, url}: ReviewedDeal): number {
  return id.length + (name?.length ?? 0) + (account?.length ?? 0) + (url?.length ?? 0)
}

function column<Value>(values: readonly Value[]): Column<Value> {
  const [first] = values
  for (const value of values) if (value !== first) return values
  return values.length > 1 ? {all: first!} : values
}

function valueAt<Value>(column: Column<Value>, place: number): Value {
  return 'all' in column ? column.all : column[place]!
}

export function* dealsOf(columns: DealColumns, scoring: Scoring): Generator<ReviewedDeal> {
  const charged = new Map(columns.charged)
  let end = 0
  for (let place = 0; place < columns.deals; place++) {
    const start = end
    end += valueAt(columns.found, place)
    const pointsLost = valueAt(columns.pointsLost, place)
    yield {
      id: valueAt(columns.id, place),
      name: valueAt(columns.name, place),
      account: valueAt(columns.account, place),
      owner: valueAt(columns.owner, place),
      pipeline: valueAt(columns.pipeline, place),
      stage: valueAt(columns.stage, place),
      amount: valueAt(columns.amount, place),
      lastKnownAmount: valueAt(columns.lastKnownAmount, place),
      currency: valueAt(columns.currency, place),
      probability: valueAt(columns.probability, place),
      forecastCategory: valueAt(columns.forecastCategory, place),
      closeDate: valueAt(columns.closeDate, place),
      url: valueAt(columns.url, place),
      health: valueAt(columns.health, place),
      risk: valueAt(columns.risk, place),
      pointsLost,
      unchangedReviews: valueAt(columns.unchangedReviews, place),
      unchangedSince: valueAt(columns.unchangedSince, place),
      findings: findingsOf(columns, {charged, scoring, start, end, pointsLost}),
    }
  }
}

type FindingsOfDeal = {
  charged: ReadonlyMap<number, number>
  scoring: Scoring
  start: number
  end: number
  pointsLost: number
}

function findingsOf(
  {kinds, kind, isNew, reviews, since}: DealColumns,
  {charged, scoring, start, end, pointsLost}: FindingsOfDeal,
): ReviewedFinding[] {
  const findings: ReviewedFinding[] = []
  for (let index = start; index < end; index++) {
    const found = kinds[valueAt(kind, index)]!
    findings.push({
      ruleId: found[0],
      severity: found[1],
      message: found[2],
      pointsLost: 0,
      isNew: valueAt(isNew, index),
      reviews: valueAt(reviews, index),
      since: valueAt(since, index),
    })
  }
  const charges: number[] = []
  const points = charge(findings, scoring, charges)
  for (const [place, finding] of findings.entries())
    finding.pointsLost = charged.get(start + place) ?? contributionOf(charges[place]!, {pointsLost, points})
  return findings
}
