import type * as z from 'zod/mini'
import type {CalendarDate} from '../review/calendar-date.js'
import type {Deal, DealField} from '../review/deal.js'
import type {DealFilter} from '../review/deal-filter.js'
import type {Scoring} from '../score/scoring.js'
import type {Doubt} from './doubt.js'
import type {NameWords} from './name-words.js'
import type {Severity} from './severity.js'

export const ruleCategories = [
  'completeness',
  'timeliness',
  'consistency',
  'progress',
  'engagement',
  'forecast',
  'change',
] as const

type RuleCategory = (typeof ruleCategories)[number]

/** The deal is fine. */
export const pass = 0
/** The deal lacks a value that the rule compares: neither checked nor violated. */
export const skip = 1

/**
 * `pass`, `skip`, or a violation. A message names days, dates and names, not exact amounts: equal texts are stored once. A severity
 * of its own is for a case that is milder or worse than most, and follows from the one that is set for the rule.
 */
export type Verdict = typeof pass | typeof skip | {message: string; severity?: Severity}

/** Of a rule of one's own: it came to nothing although the deal has what it reads. The deal is not checked, and the review says why. */
export type Failed = {failed: string}

/** What is the same for all deals of a review. All dates are judged at one frozen instant in the schedule's zone. */
export type JudgeContext = {
  asOf: Date
  /** The date of `asOf` in the schedule's zone. */
  today: CalendarDate
  /** Whole calendar days in the schedule's zone from an instant to `asOf`; negative for one in the future. */
  daysSince(instant: Date): number
  /** Whether an activity is still planned: of today, whatever its hour, or later. */
  isPlanned(activity: Date): boolean
  /** By how many stages the first comes after the second, negative when it comes before; 0 when their order is not known. */
  stepsBetween(first: string, second: string): number
  /** 1-12. */
  fiscalYearStartMonth: number
  /** Fields that the source has. */
  fields: ReadonlySet<DealField>
  /** Custom fields that it has; null where it does not tell. */
  customFields: ReadonlySet<string> | null
  /** What the source was asked for; left out where that is all that the rules look at. */
  asked?: AskedFields
}

export type AskedFields = {fields: ReadonlySet<DealField>; customFields: ReadonlySet<string>}

export type SignalField =
  | 'lastActivityAt'
  | 'nextActivityAt'
  | 'contactCount'
  | 'forecastCategory'
  | 'contactRoles'

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
  /** Custom fields of the source, the same. */
  needsCustom?: readonly string[]
  /**
   * A field whose values show that the source captures the signal at all: empty, or a count of 0, on more than 90 % of
   * the open deals, the rule is skipped with `signal-not-captured` instead of flagging everyone.
   */
  signal?: SignalField
  /** Its result depends on when the fiscal year begins. */
  usesFiscalYear?: true
  /** Fields that it looks at with these options beside those it needs; it goes on without those that the source does not have. */
  fieldsOf?(options: Options): readonly DealField[]
  /** Custom fields that it looks at with these options; it goes on without those that the source does not have. */
  customFieldsOf?(options: Options): readonly string[]
  /** Somebody wrote the names of these fields: a review says which of them its source does not have. */
  isByName?: true
  /** `z.strictObject` whose fields all have defaults. */
  options: z.ZodMiniType<Options>
  /** What is allowed of them and yet hardly meant; `given` are those that somebody wrote, without the defaults. */
  doubts?(options: Options, given: Readonly<Record<string, unknown>>): readonly Doubt[]
  explain: RuleExplanation
}

/** What rules and overrides set for the deal that is judged. */
export type SetFor<Options> = {options: Options; severity: Severity}

/** Judges one open deal by itself. */
export type DealRule<Options> = RuleBase<Options> & {
  check(deal: Deal, context: JudgeContext & SetFor<Options>): Verdict | Failed
}

/**
 * What won deals are measured by: for each pipeline the days from creation to close and the amount; for each stage of it the days in
 * it, and the days from entering it to the win.
 */
export type BenchmarkKind = 'won-cycle-days' | 'won-amount' | 'days-in-stage' | 'days-from-stage'

/** An open deal as such a rule sees it when all deals are read; `days` are those that the rule has had kept. */
type BenchmarkedDeal = Pick<Deal, 'pipeline' | 'stage' | 'amount' | 'probability' | 'closeDate'> & {
  days: number | null
}

/** Judges an open deal against the median of the won deals of its pipeline, or of the same stage of it. */
export type BenchmarkRule<Options> = RuleBase<Options> & {
  benchmark: BenchmarkKind
  /** Fewer won deals make no median. */
  minSample(options: Options): number
  /** Judges deals without a median as well, which is null then; other rules skip them. */
  hasFallback?: true
  /** Days to be kept of each open deal; null when it lacks the date. */
  daysOf?(deal: Deal, context: Pick<JudgeContext, 'daysSince'>): number | null
  judge(
    deal: BenchmarkedDeal,
    context: {options: Options; median: number | null; today: CalendarDate},
  ): Verdict
}

/** What an open deal looks like, of which a later review can tell what has changed. */
export type DealState = Pick<Deal, 'amount' | 'stage' | 'closeDate' | 'probability' | 'forecastCategory'>

/** What is the same for all that is compared or surveyed when all deals are read. */
export type PipelineContext = {
  today: CalendarDate
  /** Negative when the first stage comes before the second, 0 when their order is not known. */
  stages(first: string, second: string): number
  /** 1-12. */
  fiscalYearStartMonth: number
}

/** How long stage, close date and amount of a deal have been the same: reviews in a row that found them so, and days since. */
type Unchanged = {reviews: number; days: number}

/** Over how many reviews in a row, this one too, and days a rule looks: with fewer it finds nothing, and is skipped with `first-review`. */
type LooksBack<Options> = (options: Options) => {reviews: number; days: number}

/** Judges what became of an open deal since the last review; skipped with `first-review` where there was none. */
export type ChangeRule<Options> = RuleBase<Options> & {
  looksBack?: LooksBack<Options>
  /** `before` is null for a deal that was not open at the last review. */
  compare(
    deal: {before: DealState | null; now: DealState; unchanged: Unchanged},
    context: PipelineContext & SetFor<Options>,
  ): Verdict
}

/** Judges findings of other rules by how long they have been there: reviews in a row that had them, this one too, and days since. */
export type RepeatRule<Options> = RuleBase<Options> & {
  looksBack: LooksBack<Options>
  repeated(
    finding: {title: string; severity: Severity; reviews: number; days: number},
    options: Options,
  ): Verdict
}

/** All open deals together. */
export type OpenPipeline = {
  deals(): Iterable<{row: number} & Pick<Deal, 'owner' | 'amount' | 'closeDate'>>
  /** Of the deal at a row: its id where it has no name. Reading the names of all takes longer than all the rest. */
  nameOf(row: number): string
  /** Of deals won within these dates, both included. */
  wonAmount(from: CalendarDate, to: CalendarDate): number
  /** Deals of the last review that are neither open nor closed now, the largest first by name; null where no earlier one had the filter. */
  disappeared: {deals: number; names: readonly string[]} | null
  /** These are the deals that match a filter: others may be open as well. */
  isFiltered: boolean
}

/** How far two open deals of one account are from each other: `amount` as a share of the larger one, `days` between their close dates. */
export type Distance = {amount: number; days: number}

/** Judges pairs of open deals of one account; the younger one has the finding. */
export type PairRule<Options> = RuleBase<Options> & {
  /** How old a deal is, in any unit; null where that is not known. */
  ageOf(deal: Deal, context: Pick<JudgeContext, 'asOf'>): number | null
  /** Asked before the names, which take longer. What is too far in amount alone must be so for every number of days. */
  isNear(amount: Distance['amount'], days: Distance['days'], options: Options): boolean
  isAlike(names: {one: NameWords; other: NameWords}, options: Options): boolean
  /** Of the younger one, about the one that it is alike. */
  message(name: string, distance: Distance): string
}

/** How the open pipeline of the fiscal quarter covers what is left of the quota after the deals won in it. */
export type Coverage = {
  quota: number
  won: number
  open: number
  /** Null once the quota is reached. */
  ratio: number | null
  target: number
}

/** What a rule about the pipeline as a whole says: messages of what it found, or why it cannot judge. */
type Survey =
  | {found: readonly string[]; coverage?: Coverage}
  | {skipped: 'first-review' | 'not-configured'; detail: string}

/** Judges the open deals as a whole: its findings belong to no deal, and cost points only where the rule file says so. */
export type PortfolioRule<Options> = RuleBase<Options> & {
  survey(pipeline: OpenPipeline, context: PipelineContext & {options: Options}): Survey
}

// A list of rules mixes option types: `resolveRuleset` (ruleset.ts) parses the options of each with its own schema first.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Any = any
export type Rule =
  | DealRule<Any>
  | BenchmarkRule<Any>
  | ChangeRule<Any>
  | RepeatRule<Any>
  | PairRule<Any>
  | PortfolioRule<Any>

export function defineRule<Options>(rule: DealRule<Options>): DealRule<Options> {
  return rule
}

export function defineBenchmarkRule<Options>(rule: BenchmarkRule<Options>): BenchmarkRule<Options> {
  return rule
}

export function defineChangeRule<Options>(rule: ChangeRule<Options>): ChangeRule<Options> {
  return rule
}

export function defineRepeatRule<Options>(rule: RepeatRule<Options>): RepeatRule<Options> {
  return rule
}

export function definePairRule<Options>(rule: PairRule<Options>): PairRule<Options> {
  return rule
}

export function definePortfolioRule<Options>(rule: PortfolioRule<Options>): PortfolioRule<Options> {
  return rule
}

export type RuleSettings = SetFor<unknown>

/** A rule as a review runs it: severity and options settled. */
export type ActiveRule = RuleSettings & {
  rule: Rule
  /** Off for all deals but those of an override that puts it on. */
  isOffElsewhere?: boolean
  /** By place of an override: what the rule is for its deals, null for off. Left out where none changes it. */
  overridden?: ReadonlyMap<number, RuleSettings | null>
}

/** Of all deals, and of those of each override that leaves the rule on. */
export function optionsIn({options, overridden}: ActiveRule): readonly unknown[] {
  return [options, ...[...(overridden?.values() ?? [])].flatMap(given => (given ? [given.options] : []))]
}

/** A finding that is not counted until the end of a day, for a reason. */
export type Waiver = {ruleId: string; dealId: string; until: CalendarDate; reason: string}

/** The rules of one review, in catalogue order, what they cost, and what identifies them. */
export type Ruleset = {
  name: string
  rules: readonly ActiveRule[]
  /** Which deals have settings of their own; of several that match, the last one counts. */
  overrides: readonly DealFilter[]
  waivers: readonly Waiver[]
  /** Custom fields that rules look at. */
  customFields: readonly string[]
  scoring: Scoring
  /** 12 hex digits of a hash over ids, severities, options and scoring: two reviews with the same one are comparable. */
  fingerprint: string
}
