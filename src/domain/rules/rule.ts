import type * as z from 'zod/mini'
import type {CalendarDate} from '../review/calendar-date.js'
import type {Deal, DealField} from '../review/deal.js'
import type {Severity} from './severity.js'

type RuleCategory = 'completeness' | 'timeliness' | 'consistency' | 'progress' | 'engagement' | 'forecast'

/** The deal is fine. */
export const pass = 0
/** The deal lacks a value that the rule compares: neither checked nor violated. */
export const skip = 1

/** `pass`, `skip`, or a violation. A message names days, dates and names, not exact amounts: equal texts are stored once. */
export type Verdict = typeof pass | typeof skip | {message: string; severity?: Severity}

/** What is the same for all deals of a review. All dates are judged at one frozen instant in the schedule's zone. */
export type JudgeContext = {
  asOf: Date
  /** The date of `asOf` in the schedule's zone. */
  today: CalendarDate
  /** Whole calendar days in the schedule's zone from an instant to `asOf`; negative for one in the future. */
  daysSince(instant: Date): number
  /** Fields that the source has. */
  fields: ReadonlySet<DealField>
}

type RuleExplanation = {what: string; why: string; fix: string; source: string}

type RuleBase<Options> = {
  id: string
  /** Three or four words for tables, e.g. `Close date past`. */
  title: string
  category: RuleCategory
  severity: Severity
  /** On in the preset `recommended`. */
  isRecommended: boolean
  /** Absent from the source: the engine skips the rule with `field-unavailable`. */
  needs: readonly DealField[]
  /**
   * A field whose values show that the source captures the signal at all: empty, or a count of 0, on more than 90 % of
   * the open deals, the rule is skipped with `signal-not-captured` instead of flagging everyone.
   */
  signal?: DealField
  /** `z.strictObject` whose fields all have defaults. */
  options: z.ZodMiniType<Options>
  explain: RuleExplanation
}

/** Judges one open deal by itself. */
export type DealRule<Options> = RuleBase<Options> & {
  check(deal: Deal, context: JudgeContext & {options: Options}): Verdict
}

/** Judges a number of an open deal against the median of the same number over the closed deals of the same source. */
export type BenchmarkRule<Options> = RuleBase<Options> & {
  benchmark: 'won-cycle-days'
  minSample(options: Options): number
  /** In days; null when the deal lacks the values. */
  measure(deal: Deal, context: JudgeContext & {options: Options}): number | null
  judge(measure: number, context: {options: Options; medianDays: number}): Verdict
}

// A list of rules mixes option types: `resolveRuleset` (ruleset.ts) parses the options of each with its own schema first.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Rule = DealRule<any> | BenchmarkRule<any>

export function defineRule<Options>(rule: DealRule<Options>): DealRule<Options> {
  return rule
}

export function defineBenchmarkRule<Options>(rule: BenchmarkRule<Options>): BenchmarkRule<Options> {
  return rule
}

/** A rule as a review runs it: severity and options settled. */
export type ActiveRule = {rule: Rule; severity: Severity; options: unknown}

/** The rules of one review, in catalogue order, and what identifies them. */
export type Ruleset = {
  name: string
  rules: readonly ActiveRule[]
  /** 12 hex digits of a hash over ids, severities and options: two reviews with the same one are comparable. */
  fingerprint: string
}
