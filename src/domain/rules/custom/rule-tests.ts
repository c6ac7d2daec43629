import * as z from 'zod/mini'
import {type CalendarDate, parseCalendarDate} from '../../review/calendar-date.js'
import type {Deal} from '../../review/deal.js'
import {plannedAt} from '../../review/planned-activity.js'
import {zoneCalendar} from '../../schedule/zone-calendar.js'
import {pass, type Rule, skip} from '../rule.js'
import type {CustomRule} from './custom-rule.js'
import type {CustomRuleEntry} from './entry.js'

const text = z._default(z.nullable(z.string()), null)
const amount = z._default(z.nullable(z.number()), null)
const flag = z._default(z.nullable(z.boolean()), null)
const anInstant = z.string().check(z.refine(given => !Number.isNaN(Date.parse(given))))
const aDate = z.string().check(z.refine(given => parseCalendarDate(given) !== null))
const instant = z._default(z.nullable(anInstant), null)

const draft = z.strictObject({
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

type Test = NonNullable<CustomRuleEntry['tests']>[number]

/** What a test of a custom rule came to; `problem` is null when the rule said what was expected. */
type RuleTestResult = {ruleId: string; test: number; expected: Test['expect']; problem: string | null}

/** Runs the tests that stand beside custom rules. A test's deal has what it gives and nothing else; dates are judged in UTC. */
export function runRuleTests(rules: readonly Rule[], now: Date): RuleTestResult[] {
  return rules.flatMap(rule => {
    const custom = rule as CustomRule
    return (custom.entry.tests ?? []).map((test, place) => ({
      ruleId: rule.id,
      test: place + 1,
      expected: test.expect,
      problem: problemOf(custom, test, now),
    }))
  })
}

function problemOf(rule: CustomRule, {deal: given, expect, asOf}: Test, now: Date): string | null {
  const parsed = draft.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const at = issue!.code === 'unrecognized_keys' ? issue!.keys[0] : issue!.path.join('.')
    return `its deal has "${at}", which is not allowed: a deal has ${Object.keys(draft.shape).join(', ')}`
  }
  const at = asOf === undefined ? now : new Date(asOf)
  if (Number.isNaN(at.getTime())) return `its asOf "${asOf}" is no instant: as 2026-12-31T09:00:00Z`
  const {dateOf} = zoneCalendar('UTC')
  const today = dateOf(at.getTime())
  const verdict = rule.check(dealOf(parsed.data), {
    asOf: at,
    today,
    daysSince: instant => today - dateOf(instant.getTime()),
    isPlanned: plannedAt(at, 'UTC'),
    stepsBetween: () => 0,
    fiscalYearStartMonth: 1,
    fields: new Set(),
    customFields: null,
    options: {},
    severity: rule.severity,
  })
  if (typeof verdict === 'object' && 'failed' in verdict)
    return `expected ${expect}, could not be evaluated: ${verdict.failed}`
  const came = verdict === pass ? 'pass' : verdict === skip ? 'skip' : 'violation'
  if (came === expect) return null
  const said = typeof verdict === 'object' ? ` ("${verdict.message}")` : ''
  return `expected ${expect}, came to ${came}${said}`
}

function dealOf(given: z.infer<typeof draft>): Deal {
  return {
    ...given,
    closeDate: dateOf(given.closeDate),
    createdAt: instantOf(given.createdAt),
    lastStageChangeAt: instantOf(given.lastStageChangeAt),
    lastActivityAt: instantOf(given.lastActivityAt),
    nextActivityAt: instantOf(given.nextActivityAt),
    nextStepChangedAt: instantOf(given.nextStepChangedAt),
    stageHistory: given.stageHistory?.map(({stage, at}) => ({stage, at: new Date(at)})) ?? null,
    closeDateHistory:
      given.closeDateHistory?.map(({closeDate, at}) => ({closeDate: dateOf(closeDate), at: new Date(at)})) ??
      null,
    outcome: 'open',
    url: null,
  }
}

function dateOf(given: string | null): CalendarDate | null {
  return given === null ? null : parseCalendarDate(given)
}

function instantOf(given: string | null): Date | null {
  return given === null ? null : new Date(given)
}
