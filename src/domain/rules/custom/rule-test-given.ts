import * as z from 'zod/mini'
import {parseCalendarDate} from '../../review/calendar-date.js'
import {described} from '../options.js'
import {RuleProblem} from '../rule-problem.js'
import {valueProblems} from '../value-problem.js'
import type {CustomRuleEntry} from './entry.js'

const text = z._default(z.nullable(z.string()), null)
const amount = z._default(z.nullable(z.number()), null)
const flag = z._default(z.nullable(z.boolean()), null)
const anInstant = described(
  'an instant as 2026-12-31T09:00:00Z',
  z.string().check(z.refine(given => !Number.isNaN(Date.parse(given)))),
)
const aDate = described(
  'a date as 2026-12-31',
  z.string().check(z.refine(given => parseCalendarDate(given) !== null)),
)
const instant = z._default(z.nullable(anInstant), null)

/** Fields that a test leaves out are empty. */
const testDeal = z.strictObject({
  id: z._default(z.string(), 'deal'),
  name: text,
  amount,
  currency: text,
  pipeline: text,
  stage: text,
  probability: amount,
  forecastCategory: z._default(
    z.nullable(z.enum(['omitted', 'pipeline', 'best-case', 'commit', 'closed'])),
    null,
  ),
  owner: text,
  account: text,
  contactCount: z._default(z.nullable(z.int()), null),
  nextStep: text,
  closeDate: z._default(z.nullable(aDate), null),
  createdAt: instant,
  lastStageChangeAt: instant,
  lastActivityAt: instant,
  nextActivityAt: instant,
  nextStepChangedAt: instant,
  isOwnerActive: flag,
  isStageActive: flag,
  isCloseDateDefault: flag,
  isConvertible: flag,
  hasOverdueTask: flag,
  stageProbability: amount,
  pushCount: z._default(z.nullable(z.int()), null),
  contactRoles: z._default(z.nullable(z.array(z.string())), null),
  stageHistory: z._default(z.nullable(z.array(z.strictObject({stage: z.string(), at: anInstant}))), null),
  closeDateHistory: z._default(
    z.nullable(z.array(z.strictObject({closeDate: z.nullable(aDate), at: anInstant}))),
    null,
  ),
  custom: z._default(z.record(z.string(), z.string()), {}),
})

/** What an entry of a rule file leaves open: fields by their names and types, and when the rule is asked. */
const ruleTestGiven = z.object({deal: testDeal, asOf: z.optional(anInstant)})

export type RuleTest = NonNullable<CustomRuleEntry['tests']>[number]

export type RuleTestGiven = z.infer<typeof ruleTestGiven>

export function ruleTestGivenOf({deal, asOf}: RuleTest): RuleTestGiven {
  return ruleTestGiven.parse({deal, asOf})
}

/** Why a test cannot run, in words that name the part of it; empty for one that can. */
export function ruleTestProblems({deal, asOf}: RuleTest): RuleProblem[] {
  return valueProblems(ruleTestGiven, {deal, asOf}).map(
    ({path, messageAt, hint}) =>
      new RuleProblem(path, messageAt(path), {
        hint: hint ?? 'the test cannot run until then; reviews go on without it',
        level: 'warning',
      }),
  )
}

/** Of all tests of a custom rule, from its entry on: reviews need none of them, so that none is an error. */
export function problemsOfRuleTests({id, tests = []}: CustomRuleEntry): RuleProblem[] {
  return tests.flatMap((test, place) =>
    ruleTestProblems(test).map(({path, message, hint = '', level}) => {
      const at = ['tests', place, ...path]
      return new RuleProblem(at, `rule "${id}", test ${place + 1}: ${message}`, {hint, level})
    }),
  )
}
