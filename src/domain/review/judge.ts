import {
  type ActiveRule,
  type ChangeRule,
  type JudgeContext,
  type PipelineContext,
  pass,
  skip,
  type Verdict,
} from '../rules/rule.js'
import {type Severity, severities} from '../rules/severity.js'
import type {SkipReason} from './analysis.js'
import type {BitTable} from './bit-table.js'
import {DayColumn} from './day-column.js'
import type {Deal, DealField} from './deal.js'
import type {FindingsTable} from './findings-table.js'

/** Signals are looked at from this many open deals on, and missed when more than this share of them has no value. */
const signalMinDeals = 10
const signalMissingShare = 0.9

export type Skipped = {reason: SkipReason; detail: string}

/** Open deals and their rows in the deal table, which ascend. */
type OpenDeals = {deals: readonly Deal[]; rows: readonly number[]}

/** The rows that count in the end, not as they came: a later row of a deal may have the value, or close it. */
type ToFinish = {rows: Uint32Array; missing: number; wonCycle: WonCycle}

type ComparedDeal = {row: number} & Parameters<ChangeRule<unknown>['compare']>[0]

type Tables = {findings: FindingsTable; skipped: BitTable; withoutSignal: BitTable}

/** Days from creation to close of the won deals; `negative` is how many closed before they were created. */
type WonCycle = {size: number; negative: number; median(): number}

/** One active rule in one review: its context made once, and what it has seen. */
export class Judge {
  readonly active: ActiveRule
  readonly index: number
  readonly #context: JudgeContext & {options: unknown}
  readonly #severity: number
  // Taken out of the rule once: rules have as many shapes as options, and a look into each for every deal takes longer.
  readonly #signal: DealField | null
  readonly #check: ((deal: Deal, context: JudgeContext & {options: unknown}) => Verdict) | null
  #measures = new DayColumn()

  constructor(active: ActiveRule, index: number, context: JudgeContext) {
    this.active = active
    this.index = index
    this.#context = {...context, options: active.options}
    this.#severity = severities.indexOf(active.severity)
    this.#signal = active.rule.signal ?? null
    this.#check = 'check' in active.rule ? active.rule.check : null
  }

  /** Null when the source has every field that the rule needs. */
  unavailable(): Skipped | null {
    const missing = this.active.rule.needs.filter(field => !this.#context.fields.has(field))
    return missing.length === 0
      ? null
      : {reason: 'field-unavailable', detail: `the source has no ${missing.join(' and no ')}`}
  }

  /** One rule over many deals at a time: its code stays warm, and what it needs is looked up once. */
  judge({deals, rows}: OpenDeals, {findings, skipped, withoutSignal}: Tables): void {
    const check = this.#check
    this.#markWithoutSignal({deals, rows}, withoutSignal)
    if (check === null) {
      this.#measure({deals, rows})
      return
    }
    for (let index = 0; index < deals.length; index++) {
      const verdict = check(deals[index]!, this.#context)
      if (verdict === pass) continue
      const row = rows[index]!
      if (verdict === skip) skipped.set(row, this.index)
      else
        findings.add({
          row,
          rule: this.index,
          severity: this.#severityOf(verdict.severity),
          message: verdict.message,
        })
    }
  }

  #markWithoutSignal({deals, rows}: OpenDeals, withoutSignal: BitTable): void {
    const signal = this.#signal
    if (signal === null) return
    for (let index = 0; index < deals.length; index++)
      if (isEmpty(deals[index]![signal])) withoutSignal.set(rows[index]!, this.index)
  }

  /** What a benchmark needs of the deals is kept until all are read. */
  #measure({deals, rows}: OpenDeals): void {
    const {rule} = this.active
    if (!('benchmark' in rule)) return
    for (let index = 0; index < deals.length; index++) {
      const measure = rule.measure(deals[index]!, this.#context)
      if (measure !== null) this.#measures.set(rows[index]!, measure)
    }
  }

  /** Of a rule about changes; others say nothing. */
  compare(
    {row, ...deal}: ComparedDeal,
    {findings, skipped}: Omit<Tables, 'withoutSignal'>,
    context: PipelineContext,
  ): void {
    const {rule, options} = this.active
    if (!('compare' in rule)) return
    const verdict = rule.compare(deal, {...context, options})
    if (verdict === skip) skipped.set(row, this.index)
    else if (verdict !== pass)
      findings.add({
        row,
        rule: this.index,
        severity: this.#severityOf(verdict.severity),
        message: verdict.message,
      })
  }

  #severityOf(severity: Severity | undefined): number {
    return severity === undefined ? this.#severity : severities.indexOf(severity)
  }

  /**
   * Judges what had to wait for the closed deals; says why the rule is skipped after all. `missing`: how many of the rows have
   * no value for the rule's signal.
   */
  finish({rows, missing, wonCycle}: ToFinish, tables: Pick<Tables, 'findings' | 'skipped'>): Skipped | null {
    const {rule, options} = this.active
    if (rows.length >= signalMinDeals && missing > rows.length * signalMissingShare) {
      return {
        reason: 'signal-not-captured',
        detail: `${missing} of ${rows.length} open deals have no ${rule.signal}`,
      }
    }
    if (!('benchmark' in rule)) return null
    const wanted = rule.minSample(options)
    if (wonCycle.size < wanted)
      return {
        reason: 'no-benchmark',
        detail: `${wonDealsText(wonCycle)}, ${wanted} are needed`,
      }
    const context = {options, medianDays: wonCycle.median()}
    for (const row of rows) {
      const measure = this.#measures.of(row)
      const verdict = Number.isNaN(measure) ? skip : rule.judge(measure, context)
      if (verdict === skip) tables.skipped.set(row, this.index)
      else if (verdict !== pass)
        tables.findings.add({
          row,
          rule: this.index,
          severity: this.#severityOf(verdict.severity),
          message: verdict.message,
        })
    }
    this.#measures = new DayColumn()
    return null
  }
}

/** A CRM that counts says 0 for what nobody entered, where a file says nothing. */
function isEmpty(value: Deal[DealField]): boolean {
  return value === null || value === 0
}

function wonDealsText({size, negative}: WonCycle): string {
  if (negative === 0) return `${size} won deals with both dates`
  return `${size} won deals with both dates in order (closed before they were created: ${negative} more)`
}
