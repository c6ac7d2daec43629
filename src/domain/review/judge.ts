import {
  type ActiveRule,
  type BenchmarkKind,
  type ChangeRule,
  type Failed,
  type JudgeContext,
  optionsIn,
  type PipelineContext,
  pass,
  type Rule,
  type RuleSettings,
  type SetFor,
  type SignalField,
  skip,
  type Verdict,
} from '../rules/rule.js'
import {severities} from '../rules/severity.js'
import type {SkipReason} from './analysis.js'
import {BitTable} from './bit-table.js'
import type {Deal, DealField} from './deal.js'
import type {FindingsTable} from './findings-table.js'
import {NumberColumn} from './number-column.js'

/** Signals are looked at from this many open deals on, and missed when more than this share of them has no value. */
const signalMinDeals = 10
const signalMissingShare = 0.9

type NamedFields = {fields: readonly DealField[]; customFields: readonly string[]}

export type Skipped = {reason: SkipReason; detail: string; missingFields?: readonly string[]}

/**
 * Open deals and their rows in the deal table, which ascend. `overrides` has a bit for each override that a deal matches; left out
 * where a ruleset has none.
 */
type OpenDeals = {deals: readonly Deal[]; rows: readonly number[]; overrides?: readonly number[]}

export type ComparedDeal = {row: number; overrides: number} & Parameters<ChangeRule<unknown>['compare']>[0]

type Tables = {findings: FindingsTable; skipped: BitTable}

/** What a rule is for some deals; the severity as its place in the list of severities. */
type Settings = {severity: number; options: unknown; context: JudgeContext & SetFor<unknown>}

type Violation = Exclude<Verdict, number>

/** Makes a value once for each settings; most rules have one for all deals. */
function perSettings<Value>(make: (settings: Settings) => Value): (settings: Settings) => Value {
  const made = new Map<Settings, Value>()
  return settings => {
    const known = made.get(settings) ?? make(settings)
    made.set(settings, known)
    return known
  }
}

/** One active rule in one review: its context made once, and what it has seen. */
export class Judge {
  readonly active: ActiveRule
  readonly index: number
  readonly #context: JudgeContext & SetFor<unknown>
  /** For deals without overrides; null where the rule is off for them. */
  readonly #own: Settings | null
  readonly #bySet = new Map<number, Settings | null>()
  // Taken out of the rule once: rules have as many shapes as options, and a look into each for every deal takes longer.
  readonly #check: ((deal: Deal, context: JudgeContext & SetFor<unknown>) => Verdict | Failed) | null
  /** What won deals are measured by for the rule; null for one that does not compare with them. */
  readonly benchmark: BenchmarkKind | null
  readonly #numberOf: ((deal: Deal, context: JudgeContext) => number | null) | null
  #numbers: NumberColumn
  /** Rows that it failed on, and what it failed of first; null where it never did. */
  #failures: {rows: BitTable; first: string} | null = null
  /** What a person should know of how it judged, beside its findings. */
  readonly notes: string[] = []

  /** `rows` is how many to make room for. */
  constructor(active: ActiveRule, {index, rows}: {index: number; rows: number}, context: JudgeContext) {
    this.active = active
    this.index = index
    const {severity, options} = active
    this.#context = {...context, options, severity}
    this.#own = active.isOffElsewhere ? null : this.#settingsOf(active)
    this.#check = 'check' in active.rule ? active.rule.check : null
    this.benchmark = 'benchmark' in active.rule ? active.rule.benchmark : null
    this.#numberOf = numberKept(active.rule)
    this.#numbers = new NumberColumn(this.#numberOf === null ? 0 : rows)
  }

  /** Null when the source has every field that the rule needs. */
  unavailable(): Skipped | null {
    const {needs, needsCustom = [], isByName} = this.active.rule
    const needed = lacking({fields: needs, customFields: needsCustom}, this.#context)
    if (needed) return needed.skipped
    const named = isByName ? this.#named() : {fields: [], customFields: []}
    const lacked = lacking(named, this.#context)
    if (!lacked) return null
    if (lacked.count === named.fields.length + named.customFields.length) return lacked.skipped
    this.notes.push(`${this.active.rule.id} goes on without what it names: ${lacked.skipped.detail}`)
    return null
  }

  /** What somebody wrote into its options. */
  #named(): NamedFields {
    const {rule} = this.active
    const options = optionsIn(this.active)
    return {
      fields: [...new Set(options.flatMap(given => rule.fieldsOf?.(given) ?? []))],
      customFields: [...new Set(options.flatMap(given => rule.customFieldsOf?.(given) ?? []))],
    }
  }

  /** One rule over many deals at a time: its code stays warm, and what it needs is looked up once. */
  judge({deals, rows, overrides}: OpenDeals, {findings, skipped}: Tables): void {
    const check = this.#check
    if (check === null) {
      this.#keepNumbers({deals, rows})
      return
    }
    let settings = this.#own
    for (let index = 0; index < deals.length; index++) {
      if (overrides) settings = this.settingsFor(overrides[index]!)
      const verdict = settings === null ? skip : check(deals[index]!, settings.context)
      if (verdict === pass) continue
      const row = rows[index]!
      if (verdict === skip) skipped.set(row, this.index)
      else if ('failed' in verdict) this.#fail(row, verdict, skipped)
      else this.report({row, settings: settings!}, verdict, findings)
    }
  }

  #fail(row: number, {failed}: Failed, skipped: BitTable): void {
    skipped.set(row, this.index)
    this.#failures ??= {rows: new BitTable(1), first: failed}
    this.#failures.rows.set(row, 0)
  }

  /** Once all deals are read: on how many of the open ones it failed. */
  noteFailures(openRows: Uint32Array): void {
    const failed = this.#failures?.rows.countsOf(openRows, 1)[0] ?? 0
    if (failed === 0) return
    const {id} = this.active.rule
    const deals = failed === 1 ? '1 deal' : `${failed} deals`
    this.notes.push(`${id} could not be evaluated on ${deals}: ${this.#failures!.first}`)
  }

  /** Null where the rule is off for such deals. */
  settingsFor(set: number): Settings | null {
    const {overridden} = this.active
    if (set === 0 || !overridden) return this.#own
    const known = this.#bySet.get(set)
    if (known !== undefined) return known
    let settings = this.#own
    for (const [place, given] of overridden) {
      if ((set & (1 << place)) === 0) continue
      settings = given && this.#settingsOf(given)
    }
    this.#bySet.set(set, settings)
    return settings
  }

  #settingsOf({severity, options}: RuleSettings): Settings {
    const context = {...this.#context, options, severity}
    return {severity: severities.indexOf(severity), options, context}
  }

  /** What a benchmark or a comparison of deals needs of them is kept until all are read. */
  #keepNumbers({deals, rows}: OpenDeals): void {
    const numberOf = this.#numberOf
    if (!numberOf) return
    for (let index = 0; index < deals.length; index++) {
      const number = numberOf(deals[index]!, this.#context)
      // A row that has none is NaN already.
      if (number !== null) this.#numbers.set(rows[index]!, number)
    }
  }

  get numbers(): NumberColumn {
    return this.#numbers
  }

  /** Once: the numbers that were kept of the open deals; NaN where a deal has none. */
  takeNumbers(): NumberColumn {
    const numbers = this.#numbers
    this.#numbers = new NumberColumn()
    return numbers
  }

  /** Compares one deal after the other; null for a rule that is not about changes. */
  comparer({findings, skipped}: Tables, pipeline: PipelineContext): ((deal: ComparedDeal) => void) | null {
    const {rule} = this.active
    if (!('compare' in rule)) return null
    const contextOf = perSettings(({options, context: {severity}}) => ({...pipeline, options, severity}))
    return deal => {
      const settings = this.settingsFor(deal.overrides)
      const verdict = settings === null ? skip : rule.compare(deal, contextOf(settings))
      if (verdict === pass) return
      if (verdict === skip) skipped.set(deal.row, this.index)
      else this.report({row: deal.row, settings: settings!}, verdict, findings)
    }
  }

  /** With the severity of the settings unless the verdict has another. */
  report(
    at: {row: number; settings: Settings},
    {message, severity}: Violation,
    findings: FindingsTable,
  ): void {
    const {row, settings} = at
    const place = severity === undefined ? settings.severity : severities.indexOf(severity)
    findings.add({row, rule: this.index, severity: place, message})
  }

  /** Why the rule is skipped although the source has its fields: most of the open deals have no value for its signal; `counts` says how many. */
  withoutSignal(open: number, counts: ReadonlyMap<SignalField, number>): Skipped | null {
    const {signal} = this.active.rule
    const missing = signal ? counts.get(signal)! : 0
    if (open < signalMinDeals || missing <= open * signalMissingShare) return null
    const detail = `${missing} of ${open} open deals have no ${signal}`
    return {reason: 'signal-not-captured', detail}
  }
}

/** What the source does not have of these: how many, and what a rule that needs them is skipped with; null where it has all. */
function lacking(
  named: NamedFields,
  {fields, customFields, asked}: JudgeContext,
): {count: number; skipped: Skipped} | null {
  const missing = named.fields.filter(field => !fields.has(field))
  const missingCustom = named.customFields.filter(name => customFields?.has(name) === false)
  const all: readonly string[] = [...missing, ...missingCustom]
  if (all.length === 0) return null
  const notAsked: readonly string[] = [
    ...missing.filter(field => asked?.fields.has(field) === false),
    ...missingCustom.filter(name => asked?.customFields.has(name) === false),
  ]
  const absent = all.filter(name => !notAsked.includes(name))
  const parts = [
    ...(absent.length > 0 ? [`the source has no ${absent.join(' and no ')}`] : []),
    ...(notAsked.length > 0 ? [`the review did not fetch ${notAsked.join(' and ')}`] : []),
  ]
  const skipped: Skipped = {reason: 'field-unavailable', detail: parts.join('; ')}
  return {count: all.length, skipped: absent.length > 0 ? {...skipped, missingFields: absent} : skipped}
}

/** What a rule has kept of each open deal until all are read. */
function numberKept(rule: Rule): ((deal: Deal, context: JudgeContext) => number | null) | null {
  if ('benchmark' in rule) return rule.daysOf ?? null
  return 'isAlike' in rule ? rule.ageOf : null
}
