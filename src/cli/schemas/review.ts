import * as z from 'zod/mini'
import {changeKinds} from '../../domain/review/analysis.js'
import {waterfallSteps} from '../../domain/review/waterfall.js'
import {severities} from '../../domain/rules/severity.js'
import {
  about,
  count,
  date,
  each,
  instant,
  maybeNumber,
  maybeText,
  named,
  number,
  severity,
  text,
  texts,
  yes,
} from './parts.js'
import {deal} from './reviewed-deal.js'

const band = () => z.nullable(z.enum(['green', 'yellow', 'red']))

export const refusal = named(
  'Refusal',
  z.object({
    row: about('In a file, with the header as row 1; else the position of the record', count()),
    column: maybeText(),
    value: about('Shortened to 80 characters', text()),
    reason: text(),
  }),
)

const groups = z.array(
  named(
    'GroupTotal',
    z.object({
      key: about('Null groups the deals without one', maybeText()),
      deals: count(),
      amount: number(),
      pointsLost: number(),
      weight: about('Those of all groups add up to 1', number()),
      score: about('100 - pointsLost / weight; null where the review has no score', maybeNumber()),
    }),
  ),
)

const step = named('Step', z.object({deals: count(), amount: number()}))

const waterfall = named(
  'Waterfall',
  z.object({
    quarter: about(
      'First and last day; null for all open deals',
      z.nullable(z.object({first: date(), last: date()})),
    ),
    startedWith: step,
    steps: about('What takes away is negative', each(waterfallSteps, step)),
    endsWith: step,
  }),
)

/** What changed since another review. */
export const changesShape = {
  since: z.object({runId: maybeText(), asOf: instant(), score: maybeNumber(), dealsAnalyzed: count()}),
  scoreDelta: about('New score minus old; null where they cannot be compared', maybeNumber()),
  notComparable: about('Why not; null where they can', maybeText()),
  counts: each(changeKinds, step),
  items: about(
    'At most 1,000 per kind, the largest amount first',
    z.array(
      z.object({
        kind: z.enum(changeKinds),
        dealId: text(),
        name: maybeText(),
        amount: about('Now; the last known one of a deal that left', maybeNumber()),
        from: about('Stage, close date or amount before', z.nullable(z.union([text(), number()]))),
        to: about('The same afterwards', z.nullable(z.union([text(), number()]))),
      }),
    ),
  ),
  findingsNew: count(),
  findingsResolved: count(),
  waterfalls: about(
    'Null where the two reviews looked at other deals',
    z.nullable(z.object({all: waterfall, quarter: waterfall})),
  ),
}

const rule = named(
  'RuleOutcome',
  z.object({
    ruleId: text(),
    title: text(),
    severity: about('The worst of what it found; its own where it found nothing', severity()),
    checked: about('Deals that passed or violated', count()),
    violated: count(),
    skippedReason: z.nullable(
      z.enum([
        'field-unavailable',
        'signal-not-captured',
        'no-benchmark',
        'first-review',
        'not-configured',
        'no-deals',
      ]),
    ),
    skippedDetail: about('The reason in words', maybeText()),
    missingFields: about('Fields that the source does not have', z.optional(texts())),
    pointsLost: number(),
    fix: about('What to do about it', text()),
  }),
)

const baseline = named(
  'Baseline',
  z.object({
    runId: text(),
    asOf: instant(),
    onlyNew: yes(),
    findingsNew: count(),
    findingsKnown: count(),
    findingsNotJudgedThen: count(),
    newBySeverity: each(severities, count()),
    portfolioNew: count(),
    portfolioKnown: count(),
    portfolioNotJudgedThen: count(),
    rulesNotRunThen: texts(),
  }),
)

const score = {
  score: about('0 to 100, not rounded; null where there is none', maybeNumber()),
  band: about('green from 80, yellow from 60, red below', band()),
  rulesetName: text(),
  rulesetFingerprint: about('Of the rules and their options: the same for the same rules', text()),
}

/** The score of a run as it is stored, beside one under other rules. */
export const storedScore = z.object(score)

export const waiver = z.object({
  ruleId: text(),
  dealId: text(),
  until: about('Last day', date()),
  reason: text(),
  status: z.enum(['used', 'unused', 'expired']),
})

const trend = z.object({
  runId: text(),
  healthScore: maybeNumber(),
  isUnderOtherRules: about('Than the run before it', yes()),
  failureRates: about('By rule: 0 to 1 of the deals that it checked', z.record(z.string(), z.number())),
})

/** What a review found. */
export const review = named(
  'Review',
  z.object({
    asOf: about('The instant at which all dates were judged', instant()),
    timezone: text(),
    source: z.object({
      label: text(),
      filter: about('Which deals were reviewed; left out for all', z.optional(text())),
      rowsRead: count(),
      rowsKept: z.optional(count()),
      refusedCount: count(),
      refusals: about('The first 20', z.array(refusal)),
      duplicateIds: count(),
      warnings: texts(),
    }),
    ...score,
    isLowConfidence: yes(),
    checks: about(
      'Rules that judged something, and rules that were skipped',
      z.object({evaluated: count(), skipped: count()}),
    ),
    dealsAnalyzed: count(),
    closedDeals: z.object({won: count(), lost: count()}),
    issuesFound: count(),
    issuesBySeverity: each(severities, count()),
    highRiskDeals: count(),
    series: z.optional(z.object({reviews: count(), since: date()})),
    fiscalYearStartMonth: about('1 to 12', count()),
    stageOrder: z.nullable(texts()),
    rules: z.array(rule),
    scoring: about(
      'Left out where the rule file leaves it at the defaults',
      z.optional(z.object({points: each(severities, number()), portfolio: yes(), supersede: texts()})),
    ),
    portfolio: about(
      'Findings about the pipeline as a whole',
      z.array(
        z.object({ruleId: text(), severity: severity(), message: text(), pointsLost: z.optional(number())}),
      ),
    ),
    portfolioPointsLost: z.optional(number()),
    coverage: z.optional(
      z.object({quota: number(), won: number(), open: number(), ratio: maybeNumber(), target: number()}),
    ),
    waivers: z.array(waiver),
    overrides: z.optional(z.array(z.object({when: text(), deals: count()}))),
    totals: z.object({
      amount: number(),
      byStage: groups,
      byOwner: groups,
      byForecastCategory: groups,
      currencies: z.optional(texts()),
    }),
    stageAges: z.optional(
      z.array(
        z.object({
          pipeline: maybeText(),
          stage: text(),
          deals: count(),
          medianDays: number(),
          longestDays: number(),
          wonMedianDays: maybeNumber(),
        }),
      ),
    ),
    fields: z.optional(z.array(z.object({field: text(), filled: number()}))),
    changes: about('Null for the first review', z.nullable(named('Changes', z.object(changesShape)))),
    bands: about('The least score of each band', z.object({green: number(), yellow: number()})),
    trends: about('The last runs of the same review, oldest first', z.array(trend)),
    baseline: z.optional(baseline),
    findings: about(
      'Of all open deals',
      z.array(
        z.object({
          ruleId: text(),
          severity: severity(),
          dealId: text(),
          message: text(),
          pointsLost: number(),
          isNew: z.nullable(yes()),
          reviews: count(),
          since: date(),
        }),
      ),
    ),
    deals: about('The 1,000 that cost most points, all with --all-deals', z.array(deal)),
  }),
)
