import {orderEvidence} from './dates.js'
import type {FieldBlock} from './field-block.js'
import {type DecimalSign, decimalEvidence} from './numbers.js'
import type {FieldColumns} from './recognise-headers.js'
import type {DateOrder, FileSettings, MappableField} from './settings.js'

export const dateFields: ReadonlySet<MappableField> = new Set([
  'closeDate',
  'createdAt',
  'lastStageChangeAt',
  'lastActivityAt',
  'nextActivityAt',
  'nextStepChangedAt',
])
export const numberFields: ReadonlySet<MappableField> = new Set([
  'amount',
  'contactCount',
  'probability',
  'pushCount',
  'stageProbability',
])

/** How the values of one column are read; `isAmbiguous` when every value fits another reading as well. */
export type ColumnReading = {
  order: DateOrder
  decimal: DecimalSign
  isPercent: boolean
  /** True when some probabilities are written as shares and others as percent; then the larger part decides. */
  isMixed: boolean
  /** False while no value has day and month in an order that has to be known, as `03/04/2026` has. */
  isOrderSeen: boolean
  /** False while no value has a sign that may be a decimal one. */
  isDecimalSeen: boolean
  isAmbiguous: boolean
  filled: number
}

type Evidence = {
  filled: number
  dmy: number
  mdy: number
  either: number
  dotted: number
  comma: number
  point: number
  eitherDecimal: number
  percent: number
  share: number
}

/** Collects what the values of the date and number columns say about how they are written. */
export class Survey {
  rows = 0
  readonly #evidence: Evidence[]
  readonly #headers: readonly string[]
  /** By column. */
  readonly #fields: readonly (MappableField | null)[]

  constructor(headers: readonly string[], columns: FieldColumns) {
    this.#headers = headers
    const fields = new Map([...columns].map(([field, index]) => [index, field]))
    this.#fields = headers.map((_, index) => fields.get(index) ?? null)
    this.#evidence = headers.map(() => ({
      filled: 0,
      dmy: 0,
      mdy: 0,
      either: 0,
      dotted: 0,
      comma: 0,
      point: 0,
      eitherDecimal: 0,
      percent: 0,
      share: 0,
    }))
  }

  /** Rows from this one on. Those of another width are left out. */
  addFrom(block: FieldBlock, first: number): void {
    for (let row = first; row < block.rows; row++) this.#add(block, row)
  }

  #add(block: FieldBlock, row: number): void {
    const width = this.#headers.length
    if (block.widthOf(row) !== width) return
    this.rows++
    const first = block.firstFields[row]!
    for (let column = 0; column < width; column++) {
      if (block.isBlank(first + column)) continue
      const evidence = this.#evidence[column]!
      evidence.filled++
      const field = this.#fields[column]!
      if (field) weigh(block, first + column, {field, evidence})
    }
  }

  /** One reading per column; the settings of the connection go before what was seen. */
  readings({dateFormats = {}, decimal = {}}: FileSettings): ColumnReading[] {
    return this.#evidence.map((evidence, index) => {
      const header = this.#headers[index]!
      const isOrderSeen = evidence.dmy + evidence.mdy + evidence.either > 0
      const wantedOrder = dateFormats[header] ?? dateFormats['*']
      // Year first says nothing about the dates that are written otherwise.
      const givenOrder = wantedOrder === 'ymd' && isOrderSeen ? undefined : wantedOrder
      const givenDecimal = decimal[header] ?? decimal['*']
      const order =
        evidence.dmy > evidence.mdy ? 'dmy' : evidence.mdy > 0 ? 'mdy' : evidence.dotted > 0 ? 'dmy' : 'mdy'
      const isOrderOpen = !givenOrder && evidence.either > 0 && evidence.dmy === 0 && evidence.mdy === 0
      const sign = evidence.comma > evidence.point ? 'comma' : 'point'
      const isSignOpen =
        !givenDecimal && evidence.eitherDecimal > 0 && evidence.comma === 0 && evidence.point === 0
      const isMixed = evidence.percent > 0 && evidence.share > 0
      return {
        order: givenOrder ?? order,
        decimal: givenDecimal ?? sign,
        isPercent: evidence.percent > 0 && evidence.percent >= evidence.share,
        isMixed,
        isDecimalSeen: evidence.comma + evidence.point + evidence.eitherDecimal > 0,
        isOrderSeen,
        isAmbiguous: isOrderOpen || isSignOpen || isMixed,
        filled: this.rows === 0 ? 0 : evidence.filled / this.rows,
      }
    })
  }
}

function weigh(
  block: FieldBlock,
  place: number,
  {field, evidence}: {field: MappableField; evidence: Evidence},
): void {
  if (dateFields.has(field)) {
    const text = block.textOf(place).trim()
    const order = orderEvidence(text)
    if (order === 'dmy' || order === 'mdy' || order === 'either') evidence[order]++
    if (order === 'either' && text.includes('.')) evidence.dotted++
  } else if (numberFields.has(field)) {
    const text = block.textOf(place).trim()
    const sign = decimalEvidence(text)
    if (sign === 'either') evidence.eitherDecimal++
    else if (sign) evidence[sign]++
    const form = field === 'probability' || field === 'stageProbability' ? probabilityForm(text) : null
    if (form) evidence[form]++
  }
}

/** Nothing is told by 0 and 1, which are common in both forms, and by what is no probability at all. */
function probabilityForm(text: string): 'percent' | 'share' | null {
  if (text.endsWith('%')) return 'percent'
  const value = Number(text.replace(',', '.'))
  if (value > 1 && value <= 100) return 'percent'
  return value > 0 && value < 1 ? 'share' : null
}

/** What was chosen for an ambiguous column and how to choose otherwise. */
export function ambiguityText(header: string, field: MappableField, reading: ColumnReading): string {
  if (dateFields.has(field)) {
    const [chosen, other] = reading.order === 'mdy' ? ['month first', 'dmy'] : ['day first', 'mdy']
    return `dates in "${header}" are read ${chosen}, every one fits both; to change it: --date-format "${header}=${other}"`
  }
  if (reading.isMixed) {
    const chosen = reading.isPercent
      ? 'all as percent (0.7 is 0.7 %)'
      : 'those up to 1 as shares (0.7 is 70 %)'
    return `probabilities in "${header}" are mixed, shares (0.7) beside percent (70), and are read ${chosen}; to change it: export the column in one form`
  }
  const [chosen, other] =
    reading.decimal === 'point' ? ['a decimal point', 'comma'] : ['a decimal comma', 'point']
  return `numbers in "${header}" are read with ${chosen}, every one fits both; to change it: --decimal "${header}=${other}"`
}
