import * as z from 'zod/mini'
import {RuleProblem} from '../rules/rule-problem.js'
import {type Severity, severities} from '../rules/severity.js'

/**
 * Rules that look at what others find, too, and those others. commit-at-risk finds a close date that is past, a push or silence of a
 * deal in commit: each is a finding of its own rule as well.
 */
const replacedBy = {
  'commit-at-risk': [
    'close-date-past',
    'close-date-pushed',
    'close-date-crossed-period',
    'slipped-since-review',
    'no-recent-activity',
  ],
} as const satisfies Record<string, readonly string[]>

type SupersedingRule = keyof typeof replacedBy

export const supersedingRules = Object.keys(replacedBy) as SupersedingRule[]

/** Rules whose findings cost nothing beside one of this rule, where it supersedes. */
export function replacedRules(by: SupersedingRule): readonly string[] {
  return replacedBy[by]
}

const points = z.optional(z.int().check(z.minimum(0), z.maximum(100)))

/**
 * What a rule file says of the score. What supersedes stands here and is no option of `commit-at-risk`: it changes what findings cost and
 * not what the rule finds, and is the same for all deals, whatever an override sets.
 */
export const scoreEntry = z.strictObject({
  points: z.nullish(
    z.strictObject({critical: points, high: points, medium: points, low: points, info: points}),
  ),
  portfolio: z.nullish(z.boolean()),
  supersede: z.nullish(z.array(z.enum(supersedingRules))),
})

/** The rules that supersede are read here and changed nowhere. */
export type ScoreEntry = Omit<z.infer<typeof scoreEntry>, 'supersede'> & {
  supersede?: readonly SupersedingRule[] | null | undefined
}

/** How the findings of a review make its score. */
export type Scoring = {
  /** What a finding costs its deal; a deal that has collected 100 cannot get worse. Never more for a milder severity. */
  points: Readonly<Record<Severity, number>>
  /** Findings about the pipeline as a whole cost points as well. */
  portfolio: boolean
  supersede: readonly SupersedingRule[]
}

export const defaultScoring: Scoring = {
  points: {critical: 40, high: 25, medium: 10, low: 4, info: 0},
  portfolio: false,
  supersede: [],
}

/** Key by key what is given, else the default. Throws `config` where a milder finding would cost more than a worse one. */
export function scoringOf({points: given, portfolio, supersede}: ScoreEntry = {}): Scoring {
  const points = {...defaultScoring.points}
  for (const severity of severities) points[severity] = given?.[severity] ?? points[severity]
  for (const [place, milder] of severities.slice(1).entries()) {
    const worse = severities[place]!
    if (points[milder] > points[worse])
      throw rising({worse, milder, points}, given?.[milder] === undefined ? worse : milder)
  }
  return {
    points,
    portfolio: portfolio ?? defaultScoring.portfolio,
    supersede: supersedingRules.filter(rule => supersede?.includes(rule)),
  }
}

function rising(
  {worse, milder, points}: {worse: Severity; milder: Severity; points: Record<Severity, number>},
  mended: Severity,
): RuleProblem {
  return new RuleProblem(
    ['points', mended],
    `${milder} costs ${points[milder]} points, more than ${worse} with ${points[worse]}`,
    {hint: 'a milder finding costs as much as a worse one or less; what is left out costs its default'},
  )
}

/** Whether it is what holds without any settings: reviews of then and now are comparable. */
export function isDefault(scoring: Scoring): boolean {
  return (
    !scoring.portfolio &&
    scoring.supersede.length === 0 &&
    severities.every(severity => scoring.points[severity] === defaultScoring.points[severity])
  )
}
